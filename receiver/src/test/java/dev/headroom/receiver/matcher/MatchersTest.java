package dev.headroom.receiver.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matchers as Alertmanager reads them, which AmtoolAgreementIT asks Alertmanager itself about. */
class MatchersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '#', textBlock = """
            service=app @ [service="app"]
            service = "app" @ [service="app"]
            scale!="",service="app" @ [scale!="", service="app"]
            {a="b",c=~"d"} @ [a="b", c=~"d"]
            {a="b",} @ [a="b"]
            a=b, @ [a="b"]
            "service" = app @ [service="app"]
            { a = b } c @ [a="b } c"]
            ## @ []
            {} @ []
            a= @ [a=""]
            a="x,y",b=z @ [a="x,y", b="z"]
            a="\\"x\\",y" @ [a=""x",y"]
            a="\\d" @ [a="\\d"]
            a=\\d+ @ [a="\\d+"]
            a=b c @ [a="b c"]
            a=~"x|y" @ [a=~"x|y"]
            a=~(?P<dir>up|down) @ [a=~"(?P<dir>up|down)"]
            "größe" = groß @ [größe="groß"]
            größe=groß @ [größe="groß"]
            "a b"="c\\u0041\\x42\\103" @ [a b="cABC"]
            a:b=c @ [a:b="c"]
            a=😀 @ [a="😀"]
            a==b @ [a="=b"]
            """)
    void areRead(String text, String matchers) throws MatcherException {
        assertThat(Matchers.in(text)).hasToString(matchers);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            service            | 7  | expected =, !=, =~ or !~, found the end
            service ! app      | 8  | expected =, !=, =~ or !~, found !
            "größe" = "x       | 10 | a string has no end
            "größe" = "\\q"    | 11 | an escape that means nothing
            "größe" =~ "("     | 11 | "(" is no regular expression: missing closing )
            "a"=b}             | 5  | expected a comma, found }
            {"a"=b             | 6  | expected a comma or }, found the end
            {"a"=b} c          | 8  | expected nothing more, found c
            , "a"=b            | 0  | expected the name of a label, found ,
            "\\xff"=b          | 0  | the string is no UTF-8
            "\\ud800"=b        | 7  | an escape that means nothing
            """)
    void areRefusedWithThePlace(String text, int at, String message) {
        assertThatThrownBy(() -> Matchers.in(text))
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        MatcherException.class, e -> assertThat(e.at()).isEqualTo(at));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=~\"up|down\"", "a=~\"(?P<dir>up|down)\"", "a=~\"[[:alpha:]]+\"", "a!=\"\"", "b=\"\"", "b!=x"})
    void match(String text) throws MatcherException {
        assertThat(Matchers.in(text)).allMatch(matcher -> matcher.matches(Map.of("a", "up")));
    }

    @Test
    void patternsTakeTheWholeValue() throws MatcherException {
        LabelMatcher matcher = LabelMatcher.of("a", "=~", "up");
        assertThat(matcher.matches(Map.of("a", "upper"))).isFalse();
        assertThat(matcher.matches(Map.of("a", "up\n"))).isFalse();
        assertThat(matcher.matches(Map.of())).isFalse();
    }
}
