/** Client of Alertmanager's own API, which rebuilds the firing set at every poll; may import alert, store, wire and clients.http. */
@NullMarked
package dev.headroom.receiver.alertmanager;

import org.jspecify.annotations.NullMarked;
