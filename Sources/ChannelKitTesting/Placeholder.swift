enum ChannelKitTestingPlaceholder {}
