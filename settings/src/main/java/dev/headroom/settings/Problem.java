package dev.headroom.settings;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param file path as it was given, or the command-line option that the value came from
 * @param line first line of the file is 1; 0 where the problem is the file itself or an option
 * @param column first column is 1
 * @param key path of the key, like {@code services.app.min_replicas}; empty for the whole file
 * @param rule what must be so
 * @param found what is there instead
 * @param remedy what to do about it
 */
public record Problem(String file, int line, int column, String key, String rule, String found, String remedy) {

    /** {@code file:line:column: key: rule, found value; remedy}. */
    @Override
    public String toString() {
        return told(", found " + found);
    }

    /** The same without the value, for those who may not see what is in the file. */
    public String withoutValue() {
        return told("");
    }

    private String told(String value) {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        String subject = key.isEmpty() ? "" : key + ": ";
        return place + ": " + subject + rule + value + "; " + remedy;
    }
}
