/** The HTTP server, the JSON API and the page, over read views of its own; may import alert, decision, rollout (values), reconcile (orders, outcomes), usage, webhook, wire, settings, clients.pem and clients.http. */
@NullMarked
package dev.headroom.receiver.web;

import org.jspecify.annotations.NullMarked;
