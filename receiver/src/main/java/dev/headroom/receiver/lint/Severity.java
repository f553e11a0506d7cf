package dev.headroom.receiver.lint;

/** How bad a finding is, the least first. */
public enum Severity {
    /** It works, but not as well as it could. */
    WARNING,
    /** Something would not be scaled, or not as the files say. */
    ERROR
}
