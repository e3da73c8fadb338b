// SPDX-License-Identifier: Apache-2.0
// Subscribes this browser: without this script, or without push, the form is as it was.
(() => {
	const part = document.querySelector('[data-push-key]');
	if (!part || !('serviceWorker' in navigator) || !('PushManager' in window)) return;
	const button = part.querySelector('button');
	const status = part.querySelector('[role=status]');
	const { pushKey, channel } = part.dataset;

	const subscription = async () => {
		await navigator.serviceWorker.register('/push-worker.js');
		const { pushManager } = await navigator.serviceWorker.ready;
		const key = Uint8Array.from(atob(pushKey.replace(/-/g, '+').replace(/_/g, '/')), one => one.charCodeAt(0));
		const options = { userVisibleOnly: true, applicationServerKey: key };
		try {
			return await pushManager.subscribe(options);
		} catch (error) {
			// It was made for an earlier key of ours.
			const old = error.name === 'InvalidStateError' && await pushManager.getSubscription();
			if (!old) throw error;
			await old.unsubscribe();
			return pushManager.subscribe(options);
		}
	};

	// What the form says, as the JSON of the same request.
	const wish = to => {
		const fields = new FormData(part.closest('form'));
		const chosen = ['audience', 'severity', 'locale', 'incident']
			.map(name => [name, fields.get(name)]).filter(([, value]) => value);
		return { channel, to, components: fields.getAll('components'), ...Object.fromEntries(chosen) };
	};

	const ask = async () => {
		if (await Notification.requestPermission() !== 'granted') return 'denied';
		const body = JSON.stringify(wish(JSON.stringify(await subscription())));
		const answer = await fetch('/subscribe', {
			method: 'POST', body, headers: { 'content-type': 'application/json' },
		});
		return answer.ok ? 'asked' : answer.status === 503 ? 'busy' : 'failed';
	};

	button.addEventListener('click', async () => {
		button.disabled = true;
		status.textContent = '';
		status.textContent = part.dataset[await ask().catch(() => 'failed')];
		button.disabled = false;
	});
	status.textContent = '';
	button.hidden = false;
})();
