package dev.headroom.receiver.browser;

/** Keys without a letter, as WebDriver writes them. */
public final class Key {
    public static final String TAB = "\ue004";
    public static final String ENTER = "\ue007";
    public static final String ESCAPE = "\ue00c";

    private Key() {}
}
