// SPDX-License-Identifier: Apache-2.0
// Belfry's banners on a page; its options are in the README beside it.
(() => {
	const { dataset: set, src } = document.currentScript;
	const url = new URL(set.src || `/banner/${set.banner}.json`, src);
	const file = { banners: [] };
	let nodes = {}, gone = {}, misses = 0, poll, expiry, stream;

	const add = (parent, name, kind, more, ...content) => {
		const node = Object.assign(document.createElement(name), { className: `belfry-${kind}` }, more);
		node.append(...content);
		parent.append(node);
		return node;
	};

	// What is added to a region that was there before is read out.
	const host = document.querySelector(set.target || 'body');
	const root = add(host, 'div', 'banners');
	const regions = ['alert', 'status'].map(role => add(root, 'div', role, { role, ariaAtomic: 'false' }));
	host.prepend(root);

	// For de-AT: de-AT, de, other German, else as it was written.
	const worded = one => {
		const all = { ...one.locales, [one.locale]: one };
		let lang, part = set.locale || document.documentElement.lang || navigator.language;
		while (part && !lang) {
			lang = all[part] ? part : Object.keys(all).find(tag => tag.startsWith(`${part}-`));
			part = part.replace(/-?[^-]*$/, '');
		}
		lang ||= one.locale;
		return { lang, ...all[lang] };
	};

	// `*` is one name of a path, `**` any number: /a/** is /a too.
	const isHere = glob => RegExp(`^${glob.replace(/\/\*\*|\W/g, part =>
		({ '/**': '(/.*)?', '*': '[^/]*' })[part] || `\\${part}`)}/?$`).test(location.pathname);

	const end = one => Math.min(Date.parse(one.ends_at), Date.parse(file.expires_at));

	const build = (one, { lang, title, body, label = one.link?.label, words = {} }) => {
		const dir = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/.test(lang) ? 'rtl' : 'ltr';
		const node = add(root, 'div', `banner belfry-${one.level}`, { lang, dir });
		const text = add(node, 'div', 'text');
		const heading = add(text, 'p', 'title');
		if (words.state) add(heading, 'span', 'state', {}, words.state);
		heading.append(' ', title);
		if (body) add(text, 'p', 'body', {}, body);
		if (one.next_update_at) {
			node.next = add(text, 'p', 'next', {}, words.next_update, ' ', new Date(one.next_update_at).toLocaleString(
				lang, { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }));
		}
		if (/^https?:/i.test(one.link?.url)) add(text, 'a', 'link', { href: one.link.url }, label);
		const onclick = () => {
			gone[one.id] = one.sequence;
			// Without storage it lasts as long as the page.
			try { localStorage[url] = JSON.stringify(gone); } catch { }
			render();
			root.querySelector('button')?.focus();
		};
		if (one.dismissible) add(node, 'button', 'close', { onclick, ariaLabel: words.dismiss }, '×');
		return node;
	};

	const render = () => {
		const old = nodes, next = {}, seen = {}, now = Date.now(), times = [now + 2e9];
		const wanted = file.banners.filter(one => end(one) > now
			&& (!one.exercise || 'drill' in set)
			&& (!one.audience || set.audience?.split(/[ ,]+/).includes(one.audience))
			&& (!one.paths || one.paths.some(isHere))
			&& !(gone[one.id] >= one.sequence)
			&& !seen[one.id] && (seen[one.id] = true));
		nodes = {};
		for (const one of wanted.reverse()) {
			const text = worded(one);
			const id = [one.id, one.sequence, text.lang, text.title, text.body].join();
			const place = one.level === 'critical' ? 0 : 1;
			// What stays is left alone: it would be read out again.
			next[place] = nodes[id] = old[id] || regions[place].insertBefore(build(one, text), next[place]);
			delete old[id];
			const update = Date.parse(one.next_update_at);
			if (update <= now) nodes[id].next.hidden = true;
			times.push(end(one), update);
		}
		for (const id in old) old[id].remove();
		clearTimeout(expiry);
		expiry = setTimeout(render, Math.min(...times.filter(time => time > now)) - now);
	};

	const later = seconds => {
		clearTimeout(poll);
		if (!document.hidden) poll = setTimeout(load, seconds * (500 + 1000 * Math.random()));
	};

	const load = async () => {
		try {
			// The browser sends its ETag, and gives what it keeps for a 304.
			const answer = await fetch(url, { cache: 'no-cache', credentials: 'omit', signal: AbortSignal.timeout(1e4) });
			if (answer.ok) Object.assign(file, await answer.json());
			else if (answer.status !== 404) throw answer;
			render();
			misses = 0;
		} catch {
			misses++;
		}
		const usual = file.poll_after_s || 30;
		later(Math.min(usual * 2 ** misses, Math.max(usual, 600)));
	};

	const wake = () => {
		later(0);
		stream?.close();
		if (set.stream && !document.hidden) {
			stream = new EventSource(new URL(set.stream, src));
			stream.onmessage = () => later(0.5);
		}
		render();
	};

	if (set.css !== 'none') add(document.head, 'link', '', { rel: 'stylesheet', href: new URL('banner.css', src) });
	try { gone = JSON.parse(localStorage[url]) || gone; } catch { }
	addEventListener('popstate', render);
	document.addEventListener('visibilitychange', wake);
	wake();
})();
