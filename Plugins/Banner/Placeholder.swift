enum BannerPlaceholder {}
