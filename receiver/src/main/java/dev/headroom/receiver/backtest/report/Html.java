package dev.headroom.receiver.backtest.report;

/** The frame of the page: its style, light and dark, and how text gets into it. */
final class Html {

    /** So many colours there are; more lines begin again. */
    static final int COLOURS = 6;

    static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1b1f24; --dim: #5b6470; --ground: #ffffff; --grid: #d9dee4;
              --c0: #0b62c4; --c1: #c2570c; --c2: #1b7f4b; --c3: #8a3fc0; --c4: #a8185a; --c5: #6b6f00; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --dim: #9aa4b2; --ground: #14171c;
              --grid: #333a44; --c0: #6cb0ff; --c1: #ff9e57; --c2: #5fd39a; --c3: #cf9bff; --c4: #ff7db4; --c5: #d8db5e; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
              max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
            .table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
            th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--grid); }
            th:first-child, td:first-child { text-align: left; } th { color: var(--dim); font-weight: 600; }
            svg { width: 100%; height: auto; } svg text { fill: var(--dim); font-size: 12px; }
            .grid { stroke: var(--grid); stroke-width: 1; } .line { fill: none; stroke-width: 1.6; }
            .dot { stroke: var(--ground); stroke-width: 1; } .dot:hover { r: 6px; }
            .key { display: inline-block; width: 1rem; height: .25rem; margin: 0 .4rem .25rem 0; }
            .legend span { margin-right: 1.2rem; white-space: nowrap; } li { margin: .2rem 0; }
            """;

    private Html() {}

    /** The colours' classes. */
    static String colours() {
        StringBuilder css = new StringBuilder();
        for (int i = 0; i < COLOURS; i++) {
            css.append(
                    ".line.c%1$d { stroke: var(--c%1$d); } .dot.c%1$d { fill: var(--c%1$d); } .key.c%1$d { background: var(--c%1$d); }\n"
                            .formatted(i));
        }
        return css.toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
