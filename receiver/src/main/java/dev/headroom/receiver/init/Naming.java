package dev.headroom.receiver.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts a user's names in the place of those that the shipped rules have. A rule that is one service's, by its label, is written
 * once for each service of that role; one that is for all of them names them all.
 *
 * @param names of the services of each role
 * @param alerts how the names of a service's alerts begin
 * @param dashboards the uid of a service's own
 */
record Naming(Map<Role, List<String>> names, Map<String, String> alerts, Map<String, String> dashboards) {
    private static final int LONGEST_ALERT = 100;
    private static final int LONGEST_UID = 40; // as Grafana takes one

    private static final Pattern SELECTED = Pattern.compile("(?<!\\w)service(!?)=?~?\"([^\"]*)\"");
    private static final Pattern OF_ONE = Pattern.compile("\\bservice: (" + any(Role::pattern) + ")\\b");
    private static final Pattern GATE = Pattern.compile("(?m)^ +gate: ");
    private static final Pattern COMMENTS = Pattern.compile("\\A(?: {6}#.*\\n)+");
    private static final Pattern ALERT = Pattern.compile("(- alert: )(?:" + any(Role::alerts) + ")(?=[A-Z])");
    private static final Pattern SIGNAL = Pattern.compile("(?s)(expr:.*?)(service:[a-z0-9_]+:[a-z0-9_]+)(\\{[^}]*})?");
    private static final Pattern TEXTS = Pattern.compile("(?m)^( +(?:#|(?:summary|description|action): ).*)$");

    private static String any(Function<Role, String> name) {
        return Stream.of(Role.values()).map(name).map(Pattern::quote).collect(Collectors.joining("|"));
    }

    /** @param taken uids of dashboards that are no service's */
    static Naming of(Map<Role, List<String>> names, Set<String> taken) {
        List<String> all = names.values().stream().flatMap(List::stream).toList();
        return new Naming(
                names,
                Distinct.forms(all, Naming::alerts, LONGEST_ALERT, Set.of()),
                Distinct.forms(all, Naming::uid, LONGEST_UID, taken));
    }

    private static String alerts(String service) {
        return Role.of(service).map(Role::alerts).orElseGet(() -> camelCase(service));
    }

    private static String uid(String service) {
        return Role.of(service)
                .map(Role::dashboard)
                .orElseGet(() -> "headroom-" + service.replaceAll("[^A-Za-z0-9_-]", "-"));
    }

    /** How the names of a service's alerts begin: as the shipped ones where it has a shipped name. */
    String alertName(String service) {
        return Objects.requireNonNull(alerts.get(service), service);
    }

    /** The uid of a service's dashboard. */
    String dashboard(String service) {
        return Objects.requireNonNull(dashboards.get(service), service);
    }

    List<String> of(Role role) {
        return names.getOrDefault(role, List.of());
    }

    /** The rules for all services. */
    RuleText common(RuleText shipped) {
        return shipped.map(this::each);
    }

    private Stream<String> each(String rule) {
        Matcher one = OF_ONE.matcher(rule);
        if (!one.find()) {
            return asksForNobody(rule) ? Stream.empty() : Stream.of(selected(rule));
        }
        Role role = Role.of(one.group(1)).orElseThrow();
        // A gate is for whoever needs a GPU, whatever service its alert is told of.
        List<String> all =
                GATE.matcher(rule).find() ? of(role).stream().limit(1).toList() : of(role);
        return all.stream().map(name -> ofOne(name.equals(all.get(0)) ? rule : uncommented(rule), role, name));
    }

    private static String uncommented(String rule) {
        return COMMENTS.matcher(rule).replaceFirst("");
    }

    /** Whether all services that a rule asks for are of roles that nobody has. */
    private boolean asksForNobody(String rule) {
        List<String> asked = SELECTED.matcher(rule)
                .results()
                .filter(found -> found.group(1).isEmpty())
                .map(found -> found.group(2))
                .toList();
        return !asked.isEmpty()
                && asked.stream().allMatch(one -> !one.isEmpty() && renamed(one).isEmpty());
    }

    /** A rule of the role's shipped service, for one of a user's. */
    String ofOne(String rule, Role role, String name) {
        Naming alone = with(role, name);
        String selected = alone.selected(rule).replace("service: " + role.pattern(), "service: " + name);
        String named = ALERT.matcher(selected)
                .replaceAll("$1" + alertName(name))
                .replaceAll("/d/" + role.dashboard() + "(?![\\w-])", "/d/" + dashboard(name));
        return alone.texts(asking(named, name), role, name);
    }

    /** The same where a role has one service alone. */
    Naming with(Role role, String name) {
        Map<Role, List<String>> all = Stream.of(Role.values())
                .collect(Collectors.toMap(each -> each, each -> each == role ? List.of(name) : of(each)));
        return new Naming(all, alerts, dashboards);
    }

    /** The first signal that an alert asks for is that of its service alone. */
    private static String asking(String rule, String name) {
        Matcher first = SIGNAL.matcher(rule);
        if (!first.find()
                || Optional.ofNullable(first.group(3))
                        .filter(it -> it.contains("service="))
                        .isPresent()) {
            return rule;
        }
        String inside = first.group(3) == null
                ? ""
                : ", " + first.group(3).substring(1, first.group(3).length() - 1);
        String asked = rule.substring(0, first.end(2)) + "{service=\"" + name + "\"" + inside + "}";
        return asked + rule.substring(first.end());
    }

    /** Comments and what people are told. */
    private String texts(String rule, Role role, String name) {
        return TEXTS.matcher(rule).replaceAll(line -> Matcher.quoteReplacement(prose(line.group(1), role, name)));
    }

    /** A sentence in which the shipped services, and alerts of the own one, are called by the user's names; addresses stay. */
    String prose(String text, Role own, String name) {
        String said = with(own, name).prose(text);
        return own == Role.HTTP && !name.equals(own.pattern())
                ? said.replaceAll("(?<![\\w/.-])App(?!\\w)", Matcher.quoteReplacement(name))
                : said;
    }

    /** The same of all services: alerts are called by the user's names where a role has one service alone. */
    String prose(String text) {
        String said = text;
        for (Role role : Role.values()) {
            List<String> all = of(role);
            if (all.size() == 1) {
                said = said.replaceAll("(?<!\\w)" + role.alerts() + "(?=[A-Z][a-z])", alertName(all.get(0)));
            }
            if (!all.isEmpty()) {
                said = said.replaceAll(
                        "(?<![\\w/.-])" + role.pattern() + "(?![\\w/-]|\\.\\w)",
                        Matcher.quoteReplacement(String.join(" and ", all)));
            }
        }
        return said;
    }

    /** The names in selectors; a role that nobody has keeps the shipped name, which then selects nothing. */
    String selected(String rule) {
        return SELECTED.matcher(rule).replaceAll(found -> {
            List<String> all = renamed(found.group(2));
            return Matcher.quoteReplacement(all.isEmpty() ? found.group() : selector(found.group(1), all));
        });
    }

    private List<String> renamed(String asked) {
        List<String> all = new ArrayList<>();
        for (String one : asked.split("\\|", -1)) {
            Role.of(one).map(this::of).orElse(List.of(one)).forEach(all::add);
        }
        return all;
    }

    /** Written plainly where it can be, which is quicker, and what lint wants. */
    private static String selector(String not, List<String> all) {
        boolean plain = all.size() == 1;
        String joined = all.stream()
                .map(name -> plain ? name : name.replace(".", "\\\\."))
                .collect(Collectors.joining("|"));
        String equal = plain ? "=" : not.isEmpty() ? "=~" : "~";
        return "service" + not + equal + "\"" + joined + "\"";
    }

    private static String camelCase(String service) {
        return Stream.of(service.split("[^A-Za-z0-9]+"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
