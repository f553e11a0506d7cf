package dev.headroom.receiver.leader;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A receiver that may come to lead. Its words stand in the store while it does: "pid 12 on host a at http://10.0.0.5:9095".
 *
 * @param name one that no other receiver of the same time has
 * @param address base URL of its API, for the others; empty where they have no way to it
 */
public record Candidate(String name, String address) {
    private static final Pattern ADDRESS =
            Pattern.compile(".* at (https?://(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+]):[0-9]{1,5})");

    /** This process, on this host. */
    public static Candidate process(String address) {
        return new Candidate("pid " + ProcessHandle.current().pid() + " on host " + host(), address);
    }

    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    public String inWords() {
        return address.isEmpty() ? name : name + " at " + address;
    }

    /** The address in such words; empty where they have none, as those of an older receiver. */
    public static Optional<URI> address(String words) {
        Matcher told = ADDRESS.matcher(words);
        return told.matches() ? Optional.of(URI.create(told.group(1))) : Optional.empty();
    }
}
