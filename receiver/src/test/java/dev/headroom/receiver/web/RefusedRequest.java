package dev.headroom.receiver.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A row of the table of requests that are refused.
 *
 * @param code of the answer
 */
record RefusedRequest(int number, String input, int code, Request request) {

    /** Builds the bytes to send. */
    interface Request {
        byte[] of(Site site) throws IOException;
    }

    @Override
    public String toString() {
        return "row " + number + ": " + input + " gives " + code;
    }

    static Stream<RefusedRequest> all() {
        String good = Bodies.of(Bodies.firing("00000000000000bb", "New"));
        return Stream.of(
                row(1, "no token", 401, s -> plain("POST /webhook", Site.json(good.length()), good)),
                row(2, "wrong token of the same length", 401, s -> withToken("a-token-of-24-charactera", good)),
                row(2, "the token's beginning", 401, s -> withToken("a-token-of-24", good)),
                row(
                        3,
                        "token in the query only",
                        401,
                        s -> plain(
                                "POST /webhook?token=" + FaultsTest.TOKEN + "&access_token=" + FaultsTest.TOKEN,
                                Site.json(good.length()),
                                good)),
                row(
                        3,
                        "token as basic auth",
                        401,
                        s -> plain(
                                "POST /webhook",
                                "Authorization: Basic YTphLXRva2VuLW9mLTI0LWNoYXJhY3RlcnM=\r\n"
                                        + Site.json(good.length()),
                                good)),
                row(4, "GET", 405, s -> s.request("GET /webhook", "", new byte[0])),
                row(4, "PUT", 405, s -> s.request("PUT /webhook", Site.json(good.length()), Raw.bytes(good))),
                row(5, "text/plain", 415, s -> typed(s, "Content-Type: text/plain\r\n", good)),
                row(5, "no content type", 415, s -> typed(s, "", good)),
                row(6, "empty body", 400, s -> posted(s, "")),
                row(7, "not JSON", 400, s -> posted(s, "{bad")),
                row(7, "truncated", 400, s -> posted(s, good.substring(0, good.length() / 2))),
                row(7, "not an object", 400, s -> posted(s, "[]")),
                row(7, "null", 400, s -> posted(s, "null")),
                row(7, "no UTF-8", 400, s -> s.request("POST /webhook", Site.json(4), new byte[] {'{', '"', -1, -2})),
                row(8, "a second document behind", 400, s -> posted(s, good + good)),
                row(
                        9,
                        "duplicate keys",
                        400,
                        s -> posted(s, good.replace("{\"version\"", "{\"version\":\"4\",\"version\""))),
                row(
                        9,
                        "duplicate label",
                        400,
                        s -> posted(s, good.replace("\"alertname\"", "\"alertname\":\"x\",\"alertname\""))),
                row(
                        9,
                        "duplicate keys in an unknown field",
                        400,
                        s -> posted(s, good.replace("{\"version\"", "{\"more\":{\"a\":1,\"a\":2},\"version\""))),
                row(10, "200,000 nested arrays", 400, s -> posted(s, "[".repeat(200_000))),
                row(10, "200,000 nested in a field", 400, s -> posted(s, "{\"x\":" + "[".repeat(200_000))),
                row(11, "over 4 MiB with Content-Length", 413, s -> posted(s, " ".repeat((4 << 20) + 1))),
                row(
                        11,
                        "over 4 MiB chunked",
                        413,
                        s -> s.request(
                                "POST /webhook",
                                "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
                                chunked(" ".repeat((4 << 20) + 1)))),
                row(12, "gzip", 415, RefusedRequest::gzip),
                row(13, "version 5", 422, s -> posted(s, good.replace("\"4\"", "\"5\""))),
                row(13, "no version", 422, s -> posted(s, good.replace("\"version\"", "\"edition\""))),
                row(13, "alerts missing", 400, s -> posted(s, "{\"version\":\"4\"}")),
                row(13, "a null alert", 400, s -> posted(s, "{\"version\":\"4\",\"alerts\":[null]}")),
                row(13, "a number as label", 400, s -> posted(s, good.replace("\"New\"", "7"))),
                row(
                        23,
                        "200 KB annotation",
                        400,
                        s -> posted(
                                s,
                                good.replace(
                                        "\"annotations\":{",
                                        "\"annotations\":{\"a\":\"" + "a".repeat(200_000) + "\""))),
                row(23, "2 KB label name", 400, s -> posted(s, good.replace("alertname", "a".repeat(2048)))),
                row(
                        26,
                        "headers over 8 KiB",
                        431,
                        s -> s.request(
                                "POST /webhook",
                                "X-Long: " + "a".repeat(9000) + "\r\n" + Site.json(good.length()),
                                Raw.bytes(good))),
                row(
                        28,
                        "Content-Length and Transfer-Encoding",
                        400,
                        s -> s.request(
                                "POST /webhook",
                                "Transfer-Encoding: chunked\r\n" + Site.json(good.length()),
                                Raw.bytes(good))),
                row(
                        28,
                        "two Content-Lengths",
                        400,
                        s -> s.request(
                                "POST /webhook", "Content-Length: 3\r\n" + Site.json(good.length()), Raw.bytes(good))),
                row(
                        28,
                        "bad chunk",
                        400,
                        s -> s.request(
                                "POST /webhook",
                                "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
                                Raw.bytes("zz\r\n{}\r\n0\r\n\r\n"))));
    }

    private static RefusedRequest row(int number, String input, int code, Request request) {
        return new RefusedRequest(number, input, code, request);
    }

    static byte[] posted(Site site, String body) {
        return typed(site, "Content-Type: application/json\r\n", body);
    }

    private static byte[] typed(Site site, String type, String body) {
        byte[] bytes = Raw.bytes(body);
        return site.request("POST /webhook", type + "Content-Length: " + bytes.length + "\r\n", bytes);
    }

    private static byte[] plain(String line, String headers, String body) {
        return Raw.bytes(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n" + body);
    }

    private static byte[] withToken(String token, String body) {
        return plain("POST /webhook", "Authorization: Bearer " + token + "\r\n" + Site.json(body.length()), body);
    }

    private static byte[] chunked(String body) {
        return Raw.bytes(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
    }

    private static byte[] gzip(Site site) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(Bodies.of().getBytes(StandardCharsets.UTF_8));
        }
        return site.request(
                "POST /webhook", "Content-Encoding: gzip\r\n" + Site.json(packed.size()), packed.toByteArray());
    }
}
