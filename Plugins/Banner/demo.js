// SPDX-License-Identifier: Apache-2.0
// A page of your own has one tag: <script src="https://hub/banner.js" data-banner="checkout" defer></script>
// This page writes that tag as its address says: ?banner=checkout&audience=buyers&locale=de&drill
const asked = new URLSearchParams(location.search);
const tag = document.createElement('script');
tag.src = 'banner.js';
tag.dataset.banner = 'checkout';
for (const name of ['banner', 'audience', 'locale', 'drill']) {
	if (asked.has(name)) tag.dataset[name] = asked.get(name);
}
const locale = asked.get('locale');
if (locale) {
	document.documentElement.lang = locale;
	document.documentElement.dir = /^(ar|fa|he|ur)\b/.test(locale) ? 'rtl' : 'ltr';
}
document.body.append(tag);
