package dev.headroom.receiver.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** The image's health check: ends with 0 when the URL answers 200. No more is loaded for it than the JDK has. */
final class Health {
    private static final int LIMIT_MILLIS = 5_000;

    private Health() {}

    public static void main(String[] args) {
        System.exit(args.length == 1 && answers(args[0]) ? 0 : 1);
    }

    private static boolean answers(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(LIMIT_MILLIS);
            connection.setReadTimeout(LIMIT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(url + ": " + e.getMessage());
            return false;
        }
    }
}
