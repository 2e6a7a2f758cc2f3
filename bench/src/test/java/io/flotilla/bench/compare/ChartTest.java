package io.flotilla.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ChartTest {
    @Test
    void aScaleHoldsItsValuesBetweenRoundNumbers() {
        assertThat(Scale.of(0.9, 13)).isEqualTo(new Scale(0.5, 20));
        assertThat(Scale.of(1, 10)).isEqualTo(new Scale(1, 10));
        assertThat(Scale.of(3, 3)).isEqualTo(new Scale(2, 5));
        assertThat(Scale.of(5, 5)).isEqualTo(new Scale(5, 10));
        assertThat(Scale.of(40_000, 610_000)).isEqualTo(new Scale(20_000, 1_000_000));
        assertThat(new Scale(0.5, 20).marks()).containsExactly(0.5, 1.0, 2.0, 5.0, 10.0, 20.0);
    }

    @Test
    void equalRatiosAreEqualDistances() {
        Scale scale = new Scale(1, 100);
        assertThat(scale.at(1)).isZero();
        assertThat(scale.at(100)).isEqualTo(1);
        assertThat(scale.at(10)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void theChartIsXmlWithALineForEachProxyInsideItsBounds() throws Exception {
        Chart chart = new Chart("CPU", "requests sent together", List.of("1", "16", "64"));
        chart.point("nutcracker", 0, Spread.of(10, 11, 12));
        chart.point("nutcracker", 1, Spread.of(3));
        chart.point("flotilla-epoll", 0, Spread.of(8));
        chart.point("flotilla-epoll", 2, Spread.of(0.5));
        chart.point("flotilla-epoll", 1, Spread.of());
        chart.point("flotilla-epoll", 1, Spread.of(0));
        assertThat(chart.hasLines()).isTrue();
        Element svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            String points = ((Element) svg.getElementsByTagName("polyline").item(i)).getAttribute("points");
            assertThat(points.split(" ")).hasSize(2).allSatisfy(point -> assertThat(
                            Double.parseDouble(point.split(",")[1]))
                    .isBetween(40.0, 315.0));
        }
    }
}
