package dev.headroom.receiver.policy;

import java.math.BigDecimal;

/**
 * What one replica costs in one hour; for showing, never for deciding.
 *
 * @param amount more than zero
 * @param currency such as EUR; empty where none is named
 */
public record Cost(BigDecimal amount, String currency) {}
