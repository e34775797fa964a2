package dev.backstop.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Bars side by side.
 *
 * @param name of its file, without {@code .svg}
 * @param unit of the values
 * @param categories along the axis
 * @param series by name: a value for each category, null where there is none
 */
public record Chart(
    String name,
    String title,
    String unit,
    List<String> categories,
    Map<String, List<@Nullable Double>> series) {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;

  public Chart {
    categories = List.copyOf(categories);
    for (List<@Nullable Double> values : series.values()) {
      if (values.size() != categories.size()) {
        throw new IllegalArgumentException(
            "chart '" + title + "' has " + categories.size() + " categories: " + values);
      }
    }
  }

  /** The picture as SVG. */
  public String svg() {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    // Dashes would become a path a dash.
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(0.5f));
    chart.getStyler().setPlotGridLinesColor(Color.LIGHT_GRAY);
    chart.getStyler().setAvailableSpaceFill(0.8);
    series.forEach((name, values) -> chart.addSeries(name, categories, values));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory can be written", e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
