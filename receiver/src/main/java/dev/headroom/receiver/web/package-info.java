/** The HTTP server, the JSON API and the page, over read views of its own; may import alert, decision, rollout (values), reconcile (orders, outcomes), usage, webhook and wire. */
@NullMarked
package dev.headroom.receiver.web;

import org.jspecify.annotations.NullMarked;
