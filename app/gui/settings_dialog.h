// Edit > Preferences: what the window looks like, what charts show first, how runs are planned and
// kept. A change takes effect at once and is announced; Cancel and Escape take all of them back.
// GUI thread; keeps a pointer to the settings.
#pragma once

#include <QDialog>
#include <QMap>
#include <QVariant>
#include <functional>
#include <vector>

#include "settings.h"

class QListWidget;
class QStackedWidget;

namespace lane {

class SettingsDialog : public QDialog {
  Q_OBJECT
 public:
  explicit SettingsDialog(Settings* settings, QWidget* parent = nullptr);

  /// Asked before everything is put back; tests replace it.
  std::function<bool(QWidget*)> askReset;
  /// The control of a setting, to drive in tests.
  QWidget* control(SettingKey key) const;
  /// Reads the settings again: one was changed elsewhere.
  void refresh();

 public slots:
  void reject() override;  ///< every change is taken back

 signals:
  void changed(SettingKey key);

 private:
  struct Field {
    SettingKey key;
    int page;
    QWidget* control;
    std::function<void()> show;  ///< from the settings into the control
  };
  class Form;
  void makeLook();
  void makeCharts();
  void makeRuns();
  void makeStart();
  void set(SettingKey key, const QVariant& value);
  void reset(int page);  ///< -1: all of them

  Settings* m_settings;
  QMap<SettingKey, QVariant> m_before;
  std::vector<Field> m_fields;
  QListWidget* m_list;
  QStackedWidget* m_pages;
};

}  // namespace lane
