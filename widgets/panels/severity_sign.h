// The sign of a severity, as high as one line of text: a quiet dot for a note, which is no verdict.
// GUI thread.
#pragma once

#include <QString>
#include <QWidget>

#include "base/words.h"
#include "panels/labels.h"

namespace lane {

Tone severityTone(Severity severity);
QString severityWord(Severity severity);  ///< "Problem", for people

class SeveritySign : public QWidget {
  Q_OBJECT
 public:
  explicit SeveritySign(Severity severity, QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Severity m_severity;
};

}  // namespace lane
