/** Settings in YAML files, read with their places, rules and remedies, and of the environment; knows no key and imports nothing of ours. */
@NullMarked
package dev.headroom.settings;

import org.jspecify.annotations.NullMarked;
