// The inspector's Pair page: everything known of the selected pair of a diff, and what can be done
// about it: measure it again, open it as a curve. GUI thread; owns nothing it is given.
#pragma once

#include <QStringList>
#include <QWidget>

#include "models/diff_document.h"
#include "panels/labels.h"

class QStackedLayout;

namespace lane {

class Button;
class PairCurvePlot;
class PairHistogram;

class DiffPairPage : public QWidget {
  Q_OBJECT
 public:
  explicit DiffPairPage(DiffDocument* document, QWidget* parent = nullptr);
  /// Whether B can be measured further here; with the reason where it cannot.
  void setMeasurable(bool possible, const QString& reason);
  Button* measurePairButton() { return m_measurePair; }
  Button* measureUndecidedButton() { return m_measureUndecided; }
  Button* openButton() { return m_open; }
  /// The whole page as text, for the clipboard and assistive technology.
  QString asText() const;

 signals:
  void measureRequested(const QStringList& keys);
  void openRequested(const QString& key);

 private:
  QWidget* makeEmpty();
  QWidget* makePage();
  QWidget* makeButtons();
  void refresh();
  void refreshButtons();
  void showPair(const DiffPair& pair);
  void showCurves(const DiffPair& pair);
  void selectSize(quint64 size);

  class Pill;
  DiffDocument* m_document;
  QStackedLayout* m_stack;
  VariantMarker* m_marker;
  Text* m_kernel;
  Text* m_identity;
  Pill* m_pill;
  Text* m_place;
  Text* m_ratio;
  Text* m_ratioUnit;
  Text* m_interval;
  Text* m_reason;
  SectionHeading* m_samplesHeading;
  PairHistogram* m_histogram;
  SectionHeading* m_curveHeading;
  PairCurvePlot* m_curve;
  Text* m_testNames[6];
  Text* m_tests[6];
  Button* m_measurePair;
  Button* m_measureUndecided;
  Button* m_open;
  bool m_measurable = false;
  QString m_notMeasurable;
};

}  // namespace lane
