package dev.headroom.receiver.cli;

import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.decision.Verdict;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the guards say: those that refuse first, and the others in one line.
 *
 * @param all whether each of those that pass has a line, too
 * @param zone in which times are told
 */
record VerdictsText(List<Verdict> verdicts, boolean all, ZoneId zone) {

    @Override
    public String toString() {
        List<Verdict> passed = verdicts.stream().filter(Verdict::passed).toList();
        Table table =
                new Table(Screen.here().columns(), "GUARD", "VERDICT", "UNTIL (" + Times.name(zone) + ")", "DETAIL");
        verdicts.stream().filter(Verdict::refused).forEach(verdict -> row(table, verdict));
        if (all) {
            passed.forEach(verdict -> row(table, verdict));
        }
        boolean empty = passed.size() == verdicts.size() && !all;
        String others = all || passed.isEmpty()
                ? ""
                : "pass: "
                        + passed.stream().map(each -> each.guard().word()).collect(Collectors.joining(", "))
                        + System.lineSeparator();
        return verdicts.isEmpty() ? "" : (empty ? "" : table.toString()) + others;
    }

    private void row(Table table, Verdict verdict) {
        table.row(
                verdict.guard().word(),
                verdict.passed() ? Colour.GREEN.of("pass") : Colour.RED.of("refuse"),
                verdict.until() == null ? "-" : Times.in(zone).dated(verdict.until()),
                verdict.detail().isEmpty() ? "-" : verdict.detail());
    }
}
