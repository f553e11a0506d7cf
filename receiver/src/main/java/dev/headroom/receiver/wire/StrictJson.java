package dev.headroom.receiver.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import org.jspecify.annotations.Nullable;

/** JSON from outside, read with limits: no surprise in it may cost memory, time, or a second meaning. */
public final class StrictJson {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_STRING = 64 << 10;
    private static final int MAX_NAME = 1 << 10;
    private static final int MAX_NUMBER = 100;

    private StrictJson() {}

    /** A mapper that refuses duplicate keys, trailing data, and documents of more bytes than given. */
    public static JsonMapper mapper(long maxBytes) {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_STRING)
                .maxNameLength(MAX_NAME)
                .maxNumberLength(MAX_NUMBER)
                .maxDocumentLength(maxBytes)
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(limits).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        return builder.withCoercionConfig(LogicalType.Textual, StrictJson::onlyStrings)
                .withCoercionConfig(
                        LogicalType.Integer,
                        config -> config.setCoercion(CoercionInputShape.String, CoercionAction.Fail))
                .build();
    }

    /** What is wrong with the input, and where, without a word of the input or of the parser. */
    public static String explain(JsonProcessingException e) {
        return kind(e) + at(e.getLocation());
    }

    /** The text as it stands between the quotes of a JSON string. */
    public static String quote(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static void onlyStrings(MutableCoercionConfig config) {
        config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static String kind(JsonProcessingException e) {
        Throwable root = e.getCause() instanceof JsonProcessingException inner ? inner : e;
        if (root instanceof StreamConstraintsException) {
            return "over a limit (depth 32, string 64 KiB, name 1 KiB)";
        }
        return root instanceof JsonMappingException
                ? "not of the expected shape"
                : "not one valid JSON document without duplicate keys";
    }

    private static String at(@Nullable JsonLocation where) {
        return where == null || where.getLineNr() < 1
                ? ""
                : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
    }
}
