/** First files for what a Prometheus already knows: facts are asked for, a plan of files follows from them, missing ones are written. */
@NullMarked
package dev.headroom.receiver.init;

import org.jspecify.annotations.NullMarked;
