/** Certificates and keys from PEM files, and connections secured by them; imports nothing of ours. */
@NullMarked
package dev.headroom.clients.pem;

import org.jspecify.annotations.NullMarked;
