// Colours, styles and style sheet: contrast by the WCAG 2 formula, variants that cannot be
// confused, a style sheet without open tokens.
#include <QApplication>
#include <QPalette>
#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "base/words.h"
#include "support/icons.h"
#include "support/theme.h"

using namespace lane;

namespace {

double channel(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c) {
  return 0.2126 * channel(c.redF()) + 0.7152 * channel(c.greenF()) + 0.0722 * channel(c.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double first = luminance(a), second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

const QStringList kVariants{"scalar", "omp-sse2",     "omp-avx2", "omp-avx512", "ssse3",
                            "sse4",   "avx2",         "avx3",     "avx3_dl",    "numpy",
                            "torch",  "torch-avx512", "openblas", "onednn"};

}  // namespace

class TestTheme : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { Theme::instance().apply(); }
  void cleanup() { Theme::instance().setTextScale(1); }

  void contrastFormula() {
    // Reference figures of WCAG 2: black on white, and #767676 as the lightest grey that passes.
    QVERIFY(std::abs(contrast(Qt::black, Qt::white) - 21) < 1e-6);
    QVERIFY(std::abs(contrast(QColor(0x76, 0x76, 0x76), Qt::white) - 4.54) < 0.01);
  }

  void textIsReadable_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
  }
  void textIsReadable() {
    QFETCH(bool, dark);
    Theme::instance().setChoice(dark ? Theme::Choice::dark : Theme::Choice::light);
    QCOMPARE(Theme::instance().isDark(), dark);
    const ChromeColors& c = Theme::instance().chrome();
    const QColor grounds[] = {c.win, c.panel, c.plot, c.raised, c.ruler, c.hover, c.sel};
    for (const QColor& text : {c.t1, c.t2, c.t3, c.ok, c.warn, c.bad, c.ink})
      for (const QColor& ground : grounds)
        QVERIFY2(contrast(text, ground) >= 4.5, qPrintable(text.name() + " on " + ground.name()));
    for (const QColor& ground : {c.ink, c.t2})  // primary buttons and what is selected in fields
      QVERIFY(contrast(c.inkOn, ground) >= 4.5);
    for (const QColor& ground : grounds) QVERIFY(contrast(c.ctl, ground) >= 3);
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
      const QPalette palette = QApplication::palette();
      const std::pair<QPalette::ColorRole, QPalette::ColorRole> pairs[] = {
          {QPalette::WindowText, QPalette::Window},
          {QPalette::Text, QPalette::Base},
          {QPalette::Text, QPalette::AlternateBase},
          {QPalette::PlaceholderText, QPalette::Base},
          {QPalette::ButtonText, QPalette::Button},
          {QPalette::HighlightedText, QPalette::Highlight},
          {QPalette::ToolTipText, QPalette::ToolTipBase},
          {QPalette::Link, QPalette::Base},
          {QPalette::LinkVisited, QPalette::Base}};
      for (const auto& [text, ground] : pairs)
        QVERIFY(contrast(palette.color(group, text), palette.color(group, ground)) >= 4.5);
    }
  }

  void styleSheetIsReadable_data() { textIsReadable_data(); }
  void styleSheetIsReadable() {
    // Every rule that sets a text and what is behind it; of controls that are off nothing is asked.
    QFETCH(bool, dark);
    Theme::instance().setChoice(dark ? Theme::Choice::dark : Theme::Choice::light);
    static const QRegularExpression rule(R"(([^{}]+)\{([^{}]*)\})");
    static const QRegularExpression text(R"((?<![-\w])color:\s*(#\w{6}))");
    static const QRegularExpression ground(R"(background(?:-color)?:\s*(#\w{6}))");
    static const QRegularExpression chosen(R"(selection-color:\s*(#\w{6}))");
    static const QRegularExpression chosenGround(R"(selection-background-color:\s*(#\w{6}))");
    int pairs = 0;
    for (auto it = rule.globalMatch(qApp->styleSheet()); it.hasNext();) {
      const auto match = it.next();
      const QString body = match.captured(2), name = match.captured(1).trimmed();
      if (name.contains(":disabled")) continue;
      const auto check = [&](const QRegularExpression& over, const QRegularExpression& under) {
        const QString a = over.match(body).captured(1), b = under.match(body).captured(1);
        if (a.isEmpty() || b.isEmpty()) return true;
        ++pairs;
        return contrast(QColor(a), QColor(b)) >= 4.5;
      };
      QVERIFY2(check(text, ground), qPrintable(name));
      QVERIFY2(check(chosen, chosenGround), qPrintable(name));
    }
    QVERIFY2(pairs >= 15, qPrintable(QString::number(pairs)));
  }

  void marksAreVisible_data() { textIsReadable_data(); }
  void marksAreVisible() {
    QFETCH(bool, dark);
    Theme::instance().setChoice(dark ? Theme::Choice::dark : Theme::Choice::light);
    const ChromeColors& c = Theme::instance().chrome();
    QStringList all = kVariants;
    all << "my-library"
        << "BM_fill"
        << "rust/portable";
    for (const QString& variant : all)
      for (const QColor& ground : {c.plot, c.panel})
        QVERIFY2(contrast(Theme::instance().series(variant).line, ground) >= 3,
                 qPrintable(variant + " on " + ground.name()));
    for (const Verdict v : {Verdict::improved, Verdict::regressed, Verdict::same, Verdict::unsure})
      QVERIFY(contrast(Theme::instance().verdict(static_cast<int>(v)), c.plot) >= 3);
  }

  void variantsDiffer() {
    QSet<QString> looks;
    for (const QString& variant : kVariants) {
      const SeriesStyle style = Theme::instance().series(variant);
      QStringList look{style.line.name(), QString::number(static_cast<int>(style.marker))};
      for (const qreal step : style.dash) look << QString::number(step);
      looks.insert(look.join('/'));
      QVERIFY(!style.label.isEmpty());
      QCOMPARE(!style.dash.isEmpty(), variant.startsWith("omp-") || style.lanes == 0);
      QCOMPARE(style.dash.size() % 2, 0);
    }
    QCOMPARE(looks.size(), kVariants.size());
    QCOMPARE(Theme::instance().series("omp-avx2").line, Theme::instance().series("avx2").line);
    QCOMPARE(Theme::instance().series("avx3").lanes, 16);
  }

  void unknownVariantIsLabelledAndStable() {
    const SeriesStyle first = Theme::instance().series("libfoo 2");
    const SeriesStyle again = Theme::instance().series("libfoo 2");
    QCOMPARE(first.label, QString("libfoo 2"));
    QCOMPARE(first.line, again.line);
    QCOMPARE(first.marker, again.marker);
    QCOMPARE(first.lanes, 0);
  }

  void styleSheetHasNoOpenTokens() {
    QVERIFY(qApp->styleSheet().size() > 1000);
    QVERIFY(!qApp->styleSheet().contains('@'));
    QVERIFY(!qApp->styleSheet().contains(": ;"));
  }

  void textScaleChangesFontsAndLengths() {
    QSignalSpy changed(&Theme::instance(), &Theme::changed);
    const double before = Theme::instance().uiFont(12).pointSizeF();
    Theme::instance().setTextScale(1.5);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(Theme::instance().uiFont(12).pointSizeF(), before * 1.5);
    QCOMPARE(Theme::instance().px(48), 72);
    QVERIFY(qApp->styleSheet().contains("min-height: 39px"));  // 26 px controls
    Theme::instance().setTextScale(9);
    QCOMPARE(Theme::instance().textScale(), 2.0);
  }

  void overrideIsSilentAndTemporary() {
    Theme::instance().setChoice(Theme::Choice::dark);
    QSignalSpy changed(&Theme::instance(), &Theme::changed);
    const QColor dark = Theme::instance().chrome().plot;
    {
      const ThemeOverride paper(false);
      QCOMPARE(Theme::instance().chrome().plot, QColor(Qt::white));
    }
    QCOMPARE(Theme::instance().chrome().plot, dark);
    QCOMPARE(changed.count(), 0);
  }

  void iconsPaintInThemeColours() {
    for (int i = 0; i <= static_cast<int>(Icon::logo); ++i) {
      const QImage image = icon(static_cast<Icon>(i)).pixmap(16, 16).toImage();
      int painted = 0;
      for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) painted += image.pixelColor(x, y).alpha() > 100;
      QVERIFY2(painted >= 8, qPrintable(QString::number(i)));
      QVERIFY2(painted <= 200, qPrintable(QString::number(i)));
    }
    QVERIFY(!programIcon().isNull());
  }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
