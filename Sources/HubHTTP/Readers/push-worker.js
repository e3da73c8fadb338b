// SPDX-License-Identifier: Apache-2.0
// Shows what is pushed, where the browser does not by itself, and opens what was clicked.
self.addEventListener('push', event => {
	const { title, navigate, actions = [], data, ...rest } = event.data.json().notification;
	const links = Object.fromEntries(actions.map(({ action, navigate }) => [action, navigate]));
	const options = {
		...rest,
		actions: actions.map(({ action, title }) => ({ action, title })),
		data: { ...data, navigate, links },
	};
	event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener('notificationclick', event => {
	const { navigate, links } = event.notification.data;
	event.notification.close();
	event.waitUntil(clients.openWindow(links[event.action] || navigate));
});
