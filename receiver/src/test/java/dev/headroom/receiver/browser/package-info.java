/** A real browser for tests, over the WebDriver protocol. */
package dev.headroom.receiver.browser;
