/** Prometheus and Alertmanager as far as they delay: pending alerts, groups and their intervals; may import signal, alert and lint. */
@NullMarked
package dev.headroom.receiver.backtest.alerting;

import org.jspecify.annotations.NullMarked;
