package dev.headroom.receiver.web;

/**
 * One condition of readiness.
 *
 * @param detail what was found, in words; may be empty
 */
public record Check(String name, boolean ok, String detail) {}
