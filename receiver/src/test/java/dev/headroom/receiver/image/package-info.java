/** The container image, built and run on a real Docker engine. */
package dev.headroom.receiver.image;
