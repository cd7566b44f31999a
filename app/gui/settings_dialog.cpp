#include "settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <cmath>

#include "panels/labels.h"
#include "support/file_prompt.h"
#include "support/icons.h"
#include "support/theme.h"

namespace lane {
namespace {

bool askWithDialog(QWidget* parent) {
  QMessageBox box(QMessageBox::Question, SettingsDialog::tr("Reset all settings"),
                  SettingsDialog::tr("Put every setting of these pages back to its default?"),
                  QMessageBox::Cancel, parent);
  box.setInformativeText(
      SettingsDialog::tr("Sessions, plans and the list of recent files stay. Until this window is "
                         "closed with OK, Cancel takes the reset back."));
  QAbstractButton* yes = box.addButton(SettingsDialog::tr("Reset all"), QMessageBox::AcceptRole);
  box.exec();
  return box.clickedButton() == yes;
}

using Choices = std::vector<std::pair<QString, QVariant>>;

QString percent(double share) {
  return SettingsDialog::tr("%1 %").arg(share * 100, 0, 'g', 3);
}

/// A combo box with the window's own chevron: the style sheet leaves its arrow out.
class ChoiceBox : public QComboBox {
 protected:
  void paintEvent(QPaintEvent* event) override {
    QComboBox::paintEvent(event);
    const double side = Theme::instance().px(12);
    QPainter painter(this);
    paintIcon(painter, Icon::chevronDown,
              {width() - side - Theme::instance().px(8), (height() - side) / 2, side, side},
              Theme::instance().chrome().t2);
  }
};

/// The choice nearest to a value; the first for words nobody knows.
int indexOf(const Choices& choices, const QVariant& value) {
  int best = 0;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const QVariant& each = choices[i].second;
    if (each.typeId() != QMetaType::Double) {
      if (each.toString() == value.toString()) return int(i);
    } else if (std::abs(each.toDouble() - value.toDouble()) <
               std::abs(choices[std::size_t(best)].second.toDouble() - value.toDouble())) {
      best = int(i);
    }
  }
  return best;
}

}  // namespace

/// One page: a column of labelled controls, each with a line on what it does.
class SettingsDialog::Form {
 public:
  Form(SettingsDialog* dialog, const QString& title) : m_dialog(dialog) {
    m_page = dialog->m_pages->count();
    auto* body = new QWidget;
    m_column = new QVBoxLayout(body);
    m_column->setContentsMargins(24, 20, 24, 20);
    m_column->setSpacing(6);
    m_column->addWidget(new Text(title, {15, 600, false, Tone::value}));
    m_column->addSpacing(8);
    m_column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(body);
    dialog->m_pages->addWidget(scroll);
    dialog->m_list->addItem(title);
  }

  void choice(SettingKey key, const QString& label, const QString& hint, const Choices& choices) {
    auto* box = new ChoiceBox;
    for (const auto& [text, value] : choices) box->addItem(text, value);
    QObject::connect(box, &QComboBox::activated, m_dialog,
                     [this_ = m_dialog, key, box](int i) { this_->set(key, box->itemData(i)); });
    row(label, hint, box);
    add(key, box, [this_ = m_dialog, key, box, choices] {
      box->setCurrentIndex(indexOf(choices, this_->m_settings->value(key)));
    });
  }

  void onOff(SettingKey key, const QString& label, const QString& hint) {
    auto* box = new QCheckBox(label);
    box->setAccessibleDescription(hint);
    QObject::connect(box, &QCheckBox::clicked, m_dialog,
                     [this_ = m_dialog, key](bool on) { this_->set(key, on); });
    put(box);
    putHint(hint, 22);
    add(key, box,
        [this_ = m_dialog, key, box] { box->setChecked(this_->m_settings->value(key).toBool()); });
  }

  void share(SettingKey key, const QString& label, const QString& hint, double least, double most) {
    auto* box = new QDoubleSpinBox;
    box->setDecimals(1);
    box->setRange(least * 100, most * 100);
    box->setSingleStep(0.5);
    box->setSuffix(tr(" %"));
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setKeyboardTracking(false);
    QObject::connect(box, &QDoubleSpinBox::valueChanged, m_dialog,
                     [this_ = m_dialog, key](double value) { this_->set(key, value / 100); });
    row(label, hint, box);
    add(key, box, [this_ = m_dialog, key, box] {
      const QSignalBlocker quiet(box);
      box->setValue(this_->m_settings->value(key).toDouble() * 100);
    });
  }

  void folder(SettingKey key, const QString& label, const QString& hint) {
    auto* field = new QLineEdit;
    field->setReadOnly(true);
    auto* choose = new QPushButton(tr("Choose…"));
    choose->setAccessibleName(tr("Choose: %1").arg(label));
    QObject::connect(choose, &QPushButton::clicked, m_dialog, [this_ = m_dialog, key, label] {
      const QString folder = filePrompt().openFolder(this_, {label, sessionsDirectory(), {}});
      if (!folder.isEmpty()) this_->set(key, QDir(folder).absolutePath());
    });
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(field, 1);
    line->addWidget(choose);
    put(new Text(label, {12, 500, false, Tone::value}));
    m_column->insertLayout(m_column->count() - 1, line);
    field->setAccessibleName(label);
    putHint(hint, 0);
    // Emptied by Reset: then the program's own folder is named.
    add(key, field, [field] {
      field->setText(QDir::toNativeSeparators(sessionsDirectory()));
      field->setCursorPosition(0);
    });
  }

  int page() const { return m_page; }

 private:
  static QString tr(const char* text) { return SettingsDialog::tr(text); }

  void row(const QString& label, const QString& hint, QWidget* control) {
    control->setAccessibleName(label);
    control->setAccessibleDescription(hint);
    auto* text = new Text(label, {12, 500, false, Tone::value});
    text->setBuddy(control);
    auto* line = new QHBoxLayout;
    line->addWidget(text, 1);
    line->addWidget(control);
    m_column->insertLayout(m_column->count() - 1, line);
    putHint(hint, 0);
  }
  void put(QWidget* widget) { m_column->insertWidget(m_column->count() - 1, widget); }
  void putHint(const QString& hint, int indent) {
    auto* text = new Text(hint, {11, 400, false, Tone::hint});
    text->setWordWrap(true);
    text->setIndent(indent > 0 ? Theme::instance().px(indent) : -1);
    put(text);
    m_column->insertSpacing(m_column->count() - 1, 10);
  }
  void add(SettingKey key, QWidget* control, std::function<void()> show) {
    show();
    m_dialog->m_before.insert(key, m_dialog->m_settings->value(key));
    m_dialog->m_fields.push_back({key, m_page, control, std::move(show)});
  }

  SettingsDialog* m_dialog;
  QVBoxLayout* m_column;
  int m_page;
};

SettingsDialog::SettingsDialog(Settings* settings, QWidget* parent)
    : QDialog(parent),
      askReset(&askWithDialog),
      m_settings(settings),
      m_list(new QListWidget),
      m_pages(new QStackedWidget) {
  setObjectName(QStringLiteral("settingsDialog"));
  setWindowTitle(tr("Preferences"));
  setAttribute(Qt::WA_DeleteOnClose);
  m_list->setAccessibleName(tr("Pages of settings"));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  makeLook();
  makeCharts();
  makeRuns();
  makeStart();
  connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
  m_list->setCurrentRow(0);
  // Rows are laid out before the dialog has its style: give them their height here.
  const auto rows = [this] {
    const Theme& theme = Theme::instance();
    const int height = QFontMetrics(theme.uiFont(12)).height() + theme.px(14);
    for (int i = 0; i < m_list->count(); ++i) m_list->item(i)->setSizeHint({0, height});
  };
  connect(&Theme::instance(), &Theme::changed, this, rows);
  rows();

  auto* resetPage = new QPushButton(tr("Reset this page"));
  auto* resetAll = new QPushButton(tr("Reset all…"));
  auto* cancel = new QPushButton(tr("Cancel"));
  auto* done = new QPushButton(tr("OK"));
  resetPage->setObjectName(QStringLiteral("resetPage"));
  resetAll->setObjectName(QStringLiteral("resetAll"));
  cancel->setObjectName(QStringLiteral("cancelSettings"));
  done->setObjectName(QStringLiteral("acceptSettings"));
  cancel->setToolTip(tr("Every change made here is taken back"));
  done->setProperty("kind", QStringLiteral("primary"));
  done->setDefault(true);
  for (QPushButton* button : {resetPage, resetAll, cancel}) button->setAutoDefault(false);
  connect(resetPage, &QPushButton::clicked, this, [this] { reset(m_pages->currentIndex()); });
  connect(resetAll, &QPushButton::clicked, this, [this] {
    if (askReset(this)) reset(-1);
  });
  connect(cancel, &QPushButton::clicked, this, &SettingsDialog::reject);
  connect(done, &QPushButton::clicked, this, &QDialog::accept);

  auto* middle = new QHBoxLayout;
  middle->setSpacing(0);
  middle->addWidget(m_list);
  middle->addWidget(new Hairline(Qt::Vertical));
  middle->addWidget(m_pages, 1);
  auto* buttons = new QHBoxLayout;
  buttons->setContentsMargins(12, 10, 12, 12);
  buttons->setSpacing(8);
  buttons->addWidget(resetPage);
  buttons->addWidget(resetAll);
  buttons->addStretch(1);
  buttons->addWidget(cancel);
  buttons->addWidget(done);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(middle, 1);
  column->addWidget(new Hairline);
  column->addLayout(buttons);
  const auto fit = [this] {
    const Theme& theme = Theme::instance();
    m_list->setFixedWidth(theme.px(140));
    const QSize room = parentWidget() ? parentWidget()->size() - QSize(40, 40) : QSize(1600, 1000);
    resize(QSize(theme.px(680), theme.px(460)).boundedTo(room));
  };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
}

void SettingsDialog::makeLook() {
  Form form(this, tr("Look"));
  form.choice(SettingKey::theme, tr("Theme"), tr("System follows the desktop, also while it runs."),
              {{tr("System"), QStringLiteral("system")},
               {tr("Dark"), QStringLiteral("dark")},
               {tr("Light"), QStringLiteral("light")}});
  Choices scales;
  for (int share = 100; share <= 200; share += 10)
    scales.push_back({percent(share / 100.0), share / 100.0});
  form.choice(SettingKey::textScale, tr("Text size"),
              tr("Everything grows with it. Ctrl+= and Ctrl+− change it anywhere."), scales);
  form.onOff(SettingKey::reduceMotion, tr("Reduce motion"),
             tr("The point being measured is ringed and does not pulse."));
}

void SettingsDialog::makeCharts() {
  Form form(this, tr("Charts"));
  Choices metrics;
  for (const auto& [text, word] :
       {std::pair{tr("Bytes per second"), "byteRate"}, std::pair{tr("FLOP per second"), "flopRate"},
        std::pair{tr("Elements per second"), "itemRate"},
        std::pair{tr("Time per element"), "timePerItem"},
        std::pair{tr("Cycles per element"), "cyclesPerItem"},
        std::pair{tr("Relative to scalar"), "relative"}})
    metrics.push_back({text, QString::fromLatin1(word)});
  form.choice(SettingKey::chartMetric, tr("Curves show"),
              tr("The last one chosen in the tool bar is kept here."), metrics);
  form.onOff(SettingKey::linkAxes, tr("Link size axes"),
             tr("Zooming into sizes in one chart zooms the others, too."));
  form.share(SettingKey::diffThreshold, tr("Differences that matter"),
             tr("A comparison calls a case improved or regressed only beyond this; the same figure "
                "stands beside the chart in Diff."),
             0.001, 1);
}

void SettingsDialog::makeRuns() {
  Form form(this, tr("Runs"));
  Choices goals{{tr("As the plan says"), 0.0}};
  for (const double goal : {0.002, 0.005, 0.01, 0.02, 0.05})
    goals.push_back({QStringLiteral("±") + percent(goal), goal});
  form.choice(SettingKey::planPrecision, tr("Interval goal of built-in plans"),
              tr("A case is measured until its interval is this narrow or its time is spent."),
              goals);
  form.onOff(SettingKey::notifyAtEnd, tr("Tell me when a run has ended"),
             tr("By a note of the desktop, if the run took a while and this window was not in "
                "front."));
  form.folder(SettingKey::sessionsFolder, tr("Runs are kept in"),
              tr("Every run is written there while it goes. Those already kept stay where they "
                 "are."));
}

void SettingsDialog::makeStart() {
  Form form(this, tr("Start"));
  form.onOff(SettingKey::startWithLastPlan, tr("Start with the last plan"),
             tr("Otherwise with the quick survey."));
  form.onOff(SettingKey::startWithLastLayout, tr("Start with the last layout and view"),
             tr("Size of the window, docks at its sides, and the view in front."));
}

QWidget* SettingsDialog::control(SettingKey key) const {
  for (const Field& field : m_fields)
    if (field.key == key) return field.control;
  return nullptr;
}

void SettingsDialog::set(SettingKey key, const QVariant& value) {
  if (m_settings->value(key) == value) return;
  m_settings->set(key, value);
  emit changed(key);
  refresh();
}

void SettingsDialog::refresh() {
  for (const Field& field : m_fields) field.show();
}

void SettingsDialog::reset(int page) {
  for (const Field& field : m_fields) {
    if (page >= 0 && field.page != page) continue;
    m_settings->reset(field.key);
    emit changed(field.key);
  }
  refresh();
}

void SettingsDialog::reject() {
  for (const Field& field : m_fields) {
    if (m_settings->value(field.key) == m_before.value(field.key)) continue;
    m_settings->set(field.key, m_before.value(field.key));
    emit changed(field.key);
  }
  QDialog::reject();
}

}  // namespace lane
