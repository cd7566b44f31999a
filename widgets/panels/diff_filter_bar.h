// The line above the pairs: verdicts as chips, kernels and variants as menus, words to look for.
// GUI thread; the proxy it works on is not its own.
#pragma once

#include <QSet>
#include <QVector>
#include <QWidget>

#include "base/words.h"

class QLineEdit;

namespace lane {

class Button;
class ChoiceMenu;
class DiffDocument;
class DiffTableProxy;
class VerdictButton;

class DiffFilterBar : public QWidget {
  Q_OBJECT
 public:
  DiffFilterBar(DiffDocument* document, DiffTableProxy* proxy, QWidget* parent = nullptr);
  VerdictButton* chip(Verdict verdict) const { return m_chips[int(verdict)]; }
  QLineEdit* words() { return m_words; }
  ChoiceMenu* kernels() { return m_kernels; }
  ChoiceMenu* variants() { return m_variants; }
  Button* columnsButton() { return m_columns; }

  QSet<int> verdicts() const;  ///< that are shown
  void setVerdicts(const QSet<int>& shown);
  void reset();  ///< shows everything again

 signals:
  void edited();  ///< verdicts, kernels or variants; words only change the rows

 private:
  void refreshNames();
  void apply();

  DiffDocument* m_document;
  DiffTableProxy* m_proxy;
  QVector<VerdictButton*> m_chips;  ///< by verdict
  ChoiceMenu* m_kernels;
  ChoiceMenu* m_variants;
  QLineEdit* m_words;
  Button* m_columns;
  bool m_setting = false;
};

}  // namespace lane
