// No text is cut off and none overlaps, in the main states of the window, both themes, at text
// scale 1 and 2.
#include <QAbstractButton>
#include <QLabel>

#include "app/window_fixture.h"
#include "panels/labels.h"

using namespace lane;

class tst_geometry : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }
  void cleanup() { Theme::instance().setTextScale(1); }
  void textFits_data();
  void textFits();
};

void tst_geometry::textFits_data() {
  QTest::addColumn<QString>("state");
  QTest::addColumn<double>("scale");
  for (const char* state : {"empty", "plan", "curves", "latency", "diff", "table", "machine"})
    for (const double scale : {1.0, 2.0})
      QTest::addRow("%s at %g", state, scale) << QString::fromLatin1(state) << scale;
}

namespace {

bool wraps(const QLabel* label) {
  return label->wordWrap();
}

/// What a widget needs that it does not get.
QStringList cutOff(const QWidget& window) {
  QStringList faults;
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    if (!widget->isVisibleTo(&window) || widget->visibleRegion().isEmpty()) continue;
    QSize need;
    QString text;
    if (auto* label = qobject_cast<QLabel*>(widget)) {
      if (label->text().isEmpty()) continue;
      text = label->text();
      need = label->minimumSizeHint();
      if (wraps(label)) need = QSize(0, label->heightForWidth(label->width()));
    } else if (auto* button = qobject_cast<QAbstractButton*>(widget)) {
      if (button->text().isEmpty()) continue;
      text = button->text();
      need = button->minimumSizeHint();
    } else {
      continue;
    }
    // Half a line of tolerance would hide real cuts: two pixels are rounding.
    if (widget->width() + 2 < need.width() || widget->height() + 2 < need.height())
      faults << QStringLiteral("%1 '%2' has %3x%4, needs %5x%6")
                    .arg(QString::fromLatin1(widget->metaObject()->className()), text.left(40))
                    .arg(widget->width())
                    .arg(widget->height())
                    .arg(need.width())
                    .arg(need.height());
  }
  return faults;
}

/// Pairs of labels with the same parent that cover each other.
QStringList overlaps(const QWidget& window) {
  QStringList faults;
  for (QWidget* parent : window.findChildren<QWidget*>()) {
    QList<QWidget*> texts;
    for (QObject* child : parent->children()) {
      auto* widget = qobject_cast<QWidget*>(child);
      if (!widget || !widget->isVisibleTo(&window)) continue;
      if (qobject_cast<QLabel*>(widget) || qobject_cast<QAbstractButton*>(widget)) texts << widget;
    }
    for (int i = 0; i < texts.size(); ++i)
      for (int j = i + 1; j < texts.size(); ++j) {
        const QRect both = texts[i]->geometry() & texts[j]->geometry();
        if (both.width() > 1 && both.height() > 1)
          faults << QStringLiteral("%1 and %2 overlap")
                        .arg(texts[i]->accessibleName() + texts[i]->objectName(),
                             texts[j]->accessibleName() + texts[j]->objectName());
      }
  }
  return faults;
}

}  // namespace

void tst_geometry::textFits() {
  QFETCH(QString, state);
  QFETCH(double, scale);
  Theme::instance().setTextScale(scale);
  test::WindowFixture f;
  if (scale > 1) f.window.resize(1920, 1200);
  if (state == u"plan" || state == u"machine") f.trigger(Act::newPlan);
  if (state == u"curves" || state == u"latency" || state == u"table") {
    f.window.files().open({f.write("g.h5")});
    const auto& cases = f.window.document().session().cases;
    std::uint32_t i = 0;
    while (!cases[i].hasTime()) ++i;
    const CaseRecord& r = cases[i];
    f.window.selection().setCurrent({{r.suite, r.benchmark, r.dtype, r.threads, r.mode, r.cache},
                                     QString::fromStdString(r.variant),
                                     r.size,
                                     i});
  }
  if (state == u"latency") f.trigger(Act::viewLatency);
  if (state == u"table") f.trigger(Act::viewTable);
  if (state == u"diff") {
    f.window.files().open({f.write("a.h5"), f.write("b.h5", {.slowdown = 1.2, .seed = 3})});
    QTRY_VERIFY(f.window.diffDocument().isReady());
  }
  QTest::qWait(300);
  const QStringList faults = cutOff(f.window) + overlaps(f.window);
  QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
  QVERIFY(f.window.grab().toImage().width() >= 1600);
}

QTEST_MAIN(tst_geometry)
#include "tst_geometry.moc"
