/** What came of a backtest as text, Markdown, JSON and HTML; may import the candidates' results. */
@NullMarked
package dev.headroom.receiver.backtest.report;

import org.jspecify.annotations.NullMarked;
