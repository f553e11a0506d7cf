package dev.headroom.receiver.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate that signs itself, for 127.0.0.1 and localhost, with its key, made by the JDK's keytool. */
public record Pem(Path cert, Path key) {

    private static final Path KEYTOOL = Path.of(System.getProperty("java.home"), "bin", "keytool");

    /** @param options keytool's, of the kind of key; an elliptic curve without any */
    public static Pem make(Path folder, String name, String... options) throws Exception {
        Path store = folder.resolve(name + ".p12");
        List<String> words = new ArrayList<>(List.of(KEYTOOL.toString(), "-genkeypair", "-alias", "own"));
        words.addAll(List.of("-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1,dns:localhost"));
        words.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", "secret"));
        words.addAll(options.length > 0 ? List.of(options) : List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        Process keytool = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
        return written(folder, name, store);
    }

    private static Pem written(Path folder, String name, Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        return new Pem(
                block(
                        folder.resolve(name + ".pem"),
                        "CERTIFICATE",
                        keys.getCertificate("own").getEncoded()),
                block(
                        folder.resolve(name + "-key.pem"),
                        "PRIVATE KEY",
                        keys.getKey("own", "secret".toCharArray()).getEncoded()));
    }

    private static Path block(Path file, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    public Identity identity() {
        return new Identity(cert, key);
    }

    public Trust trust() {
        return new Trust(cert);
    }
}
