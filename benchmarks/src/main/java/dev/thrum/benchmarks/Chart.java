// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.CategoryTextAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.CombinedRangeCategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/// The medians of a suite as horizontal bars, a group for each setting, ours in another colour than the peers'.
///
/// @param suite what was run
/// @param figures what came out
record Chart(Suite suite, Figures figures) {

    private static final int WIDTH = 900;
    private static final int ROW_HEIGHT = 23;
    private static final int GROUP_GAP = 10;
    private static final int FRAME_HEIGHT = 90;
    private static final double SPREAD_FOR_LOG_AXIS = 20;
    private static final double ROOM_FOR_LABELS = 1.15;
    private static final double ROOM_FOR_LABELS_ON_LOG_AXIS = 3;
    private static final String HEADING_ROW = "";
    private static final String INDENT = "\u2002";
    private static final Color OURS = new Color(0x1f5fa8);
    private static final Color PEERS = new Color(0xa9b0b8);
    private static final Color GRID = new Color(0xd9dde1);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    private static final Font HEADING = TEXT.deriveFont(Font.BOLD);
    private static final Font TITLE = HEADING.deriveFont(16f);

    String toSvg() throws IOException {
        int rows = figures.settings().stream().mapToInt(this::rows).sum();
        int height = FRAME_HEIGHT + GROUP_GAP * figures.settings().size() + ROW_HEIGHT * rows;
        SVGGraphics2D graphics = graphics();
        graphics.setSVGCanvasSize(new Dimension(WIDTH, height));
        chart().draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
        StringWriter text = new StringWriter();
        graphics.stream(text, true);
        return text.toString();
    }

    /// The bars of a group and its heading, if it has one.
    private int rows(String setting) {
        return figures.subjects(setting).size() + (setting.isEmpty() ? 0 : 1);
    }

    private static SVGGraphics2D graphics() {
        try {
            return new SVGGraphics2D(DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The JDK's own parser needs no configuration", e);
        }
    }

    private JFreeChart chart() {
        ValueAxis axis = axis();
        CombinedRangeCategoryPlot groups = new CombinedRangeCategoryPlot(axis);
        groups.setOrientation(PlotOrientation.HORIZONTAL);
        groups.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        groups.setGap(GROUP_GAP);
        figures.settings().forEach(setting ->
                groups.add(group(setting, axis.getLowerBound()), rows(setting)));
        JFreeChart chart = new JFreeChart(suite.title(), TITLE, groups, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(8, 8, 8, 24));
        return chart;
    }

    /// Logarithmic if the shortest bar could not be told from nothing otherwise.
    private ValueAxis axis() {
        DoubleSummaryStatistics medians = figures.settings().stream()
                .flatMap(setting -> figures.subjects(setting).stream()
                        .map(subject -> figures.spread(subject, setting).median()))
                .collect(Collectors.summarizingDouble(median -> median));
        ValueAxis axis;
        if (medians.getMax() > SPREAD_FOR_LOG_AXIS * medians.getMin()) {
            LogAxis powers = new LogAxis(suite.unit() + ", logarithmic");
            powers.setTickUnit(new NumberTickUnit(1));
            powers.setNumberFormatOverride(new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)));
            axis = powers;
            axis.setRange(Math.pow(10, Math.floor(Math.log10(medians.getMin() / 2))),
                    medians.getMax() * ROOM_FOR_LABELS_ON_LOG_AXIS);
        } else {
            axis = new NumberAxis(suite.unit());
            axis.setRange(0, medians.getMax() * ROOM_FOR_LABELS);
        }
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TEXT);
        return axis;
    }

    private CategoryPlot group(String setting, double foot) {
        DefaultCategoryDataset medians = new DefaultCategoryDataset();
        if (!setting.isEmpty()) {
            medians.addValue(null, setting, HEADING_ROW);
        }
        figures.subjects(setting).forEach(subject ->
                medians.addValue(figures.spread(subject, setting).median(), setting, subject));
        CategoryAxis names = new CategoryAxis();
        names.setTickLabelFont(TEXT);
        names.setTickMarksVisible(false);
        names.setCategoryMargin(0.2);
        names.setLowerMargin(0);
        names.setUpperMargin(0);
        CategoryPlot plot = new CategoryPlot(medians, names, null, bars(foot));
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(GRID);
        plot.setOutlineVisible(false);
        if (!setting.isEmpty()) {
            CategoryTextAnnotation heading = new CategoryTextAnnotation(INDENT + setting, HEADING_ROW, foot);
            heading.setTextAnchor(TextAnchor.CENTER_LEFT);
            heading.setFont(HEADING);
            plot.addAnnotation(heading);
        }
        return plot;
    }

    private BarRenderer bars(double foot) {
        Set<String> ours = suite.targets().stream().map(Suite.Target::ours).collect(Collectors.toSet());
        BarRenderer bars = new BarRenderer() {
            @Override
            public Paint getItemPaint(int row, int column) {
                return ours.contains(getPlot().getDataset().getColumnKey(column)) ? OURS : PEERS;
            }
        };
        bars.setBase(foot);
        bars.setShadowVisible(false);
        bars.setBarPainter(new StandardBarPainter());
        bars.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator() {
            @Override
            public String generateLabel(CategoryDataset figures, int row, int column) {
                return Figures.text(figures.getValue(row, column).doubleValue());
            }
        });
        bars.setDefaultItemLabelsVisible(true);
        bars.setDefaultItemLabelFont(TEXT);
        bars.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        return bars;
    }
}
