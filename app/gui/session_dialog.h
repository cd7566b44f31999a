// What the open session is called and what there is to say about it: title, name of its file, a
// note. GUI thread.
#pragma once

#include <QDialog>
#include <QString>

class QLineEdit;
class QPlainTextEdit;

namespace lane {

struct SessionDetails {
  QString title;
  QString fileName;  ///< without folder and ending; empty: it has no file
  QString note;
};

class SessionDialog : public QDialog {
  Q_OBJECT
 public:
  SessionDialog(const SessionDetails& details, const QString& folder, QWidget* parent);
  SessionDetails details() const;
  QLineEdit* titleField() { return m_title; }
  QLineEdit* fileField() { return m_file; }
  QPlainTextEdit* noteField() { return m_note; }

 private:
  QLineEdit* m_title;
  QLineEdit* m_file;
  QPlainTextEdit* m_note;
};

}  // namespace lane
