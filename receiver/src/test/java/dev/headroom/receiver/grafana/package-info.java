/** Grafana's dashboards and provisioning: written from their sources, and checked; imports what is shipped from lint. */
package dev.headroom.receiver.grafana;
