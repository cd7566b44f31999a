#include "support/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QPalette>
#include <QRegularExpression>
#include <QStringList>
#include <array>
#include <cmath>

#include "support/desktop_look.h"
#include "support/lane_style.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

QColor rgb(QRgb value) {
  return QColor::fromRgb(value);
}

const ChromeColors& darkChrome() {
  static const ChromeColors colors{.win = rgb(0x0A0D12),
                                   .panel = rgb(0x11151C),
                                   .plot = rgb(0x0D1117),
                                   .raised = rgb(0x1A2029),
                                   .ruler = rgb(0x1A2029),
                                   .hover = rgb(0x232B36),
                                   .sel = rgb(0x1F2732),
                                   .line = rgb(0x1E2530),
                                   .line2 = rgb(0x323C4A),
                                   .ctl = rgb(0x6B788B),
                                   .grid = rgb(0x171D26),
                                   .grid2 = rgb(0x242C38),
                                   .t1 = rgb(0xE8EDF4),
                                   .t2 = rgb(0xAFB9C7),
                                   .t3 = rgb(0x8A96A7),
                                   .ink = rgb(0xF2F5FA),
                                   .inkOn = rgb(0x0B0E13),
                                   .ok = rgb(0x5CCB97),
                                   .warn = rgb(0xF0B44C),
                                   .bad = rgb(0xFF8170)};
  return colors;
}

const ChromeColors& lightChrome() {
  static const ChromeColors colors{.win = rgb(0xE6EAF0),
                                   .panel = rgb(0xF6F7F9),
                                   .plot = rgb(0xFFFFFF),
                                   .raised = rgb(0xFFFFFF),
                                   .ruler = rgb(0xECEFF4),
                                   .hover = rgb(0xE4E8EE),
                                   .sel = rgb(0xE3E8F0),
                                   .line = rgb(0xDCE1E8),
                                   .line2 = rgb(0xBEC7D3),
                                   .ctl = rgb(0x717C8B),
                                   .grid = rgb(0xEEF1F5),
                                   .grid2 = rgb(0xDDE3EA),
                                   .t1 = rgb(0x131922),
                                   .t2 = rgb(0x414C5B),
                                   .t3 = rgb(0x576273),
                                   .ink = rgb(0x131922),
                                   .inkOn = rgb(0xFFFFFF),
                                   .ok = rgb(0x0B6E45),
                                   .warn = rgb(0x855200),
                                   .bad = rgb(0xB92D18)};
  return colors;
}

/// A hue for dark, and line and fill for light, where amber lines would vanish on white.
struct Hue {
  QRgb dark, lightLine, lightFill;
};
constexpr Hue kGrey{0x75838F, 0x677F8A, 0xA3AFB8};
constexpr Hue kViolet{0xA962FF, 0x9148FF, 0xB48CFA};
constexpr Hue kBlue{0x3FBBFF, 0x1F55C8, 0x62ABF5};
constexpr Hue kGreen{0x48EBA6, 0x025E5A, 0x4FC8A0};
constexpr Hue kAmber{0xFBD02E, 0xBF7A0A, 0xF5C33B};
constexpr Hue kPink{0xDF94B2, 0xAB1092, 0xE59AC6};
constexpr Hue kRed{0xF6522F, 0xC42A1D, 0xF07A66};
constexpr Hue kLilac{0xB7A6F2, 0x4627B0, 0xB7A6F2};
constexpr Hue kClay{0xE58E6E, 0x9C3331, 0xE58E6E};
constexpr Hue kIce{0xA8DCEF, 0x098DC8, 0xA8DCEF};
constexpr Hue kLime{0xD8E46A, 0x8E8B00, 0xD8E46A};

struct SeriesRow {
  const char* variant;
  const char* label;
  Hue hue;
  double width;
  std::array<qreal, 4> dash;  ///< 0 ends the pattern
  Marker marker;
  int lanes;
};

// Hue follows the register width, violet to amber; the compiler's loops share it, dashed.
constexpr SeriesRow kSeries[] = {
    {"scalar", "scalar", kGrey, 1.25, {}, Marker::dash, 1},
    {"omp-sse2", "omp-sse2", kViolet, 1.25, {6, 3}, Marker::diamond, 4},
    {"omp-avx2", "omp-avx2", kGreen, 1.25, {6, 3}, Marker::diamond, 8},
    {"omp-avx512", "omp-avx512", kAmber, 1.25, {6, 3}, Marker::diamond, 16},
    {"ssse3", "SSSE3", kViolet, 1.5, {}, Marker::triangleUp, 4},
    {"sse4", "SSE4", kBlue, 1.5, {}, Marker::triangleDown, 4},
    {"avx2", "AVX2", kGreen, 1.75, {}, Marker::square, 8},
    {"avx3", "AVX-512", kAmber, 2, {}, Marker::circle, 16},
    {"avx3_dl", "AVX-512 DL", kAmber, 2, {}, Marker::hexagon, 16},
    {"neon", "NEON", kBlue, 1.5, {}, Marker::triangleDown, 4},
    {"sve", "SVE", kGreen, 1.75, {}, Marker::square, 8},
    {"numpy", "NumPy", kPink, 1.25, {2, 3}, Marker::plus, 0},
    {"torch", "PyTorch", kRed, 1.25, {7, 3, 2, 3}, Marker::cross, 0},
    {"torch-avx512", "PyTorch 512", kRed, 1.25, {10, 3}, Marker::square, 0},
    {"openblas", "OpenBLAS", kLilac, 1.25, {8, 3}, Marker::diamond, 0},
    {"onednn", "oneDNN", kClay, 1.25, {4, 2, 1, 2}, Marker::triangleDown, 0},
    // Ways of writing and reading files: solid ends on the device, dashed in the page cache.
    {"write", "write", kClay, 1.5, {6, 3}, Marker::triangleUp, 0},
    {"write-fsync", "write-fsync", kClay, 1.75, {}, Marker::square, 0},
    {"read", "read", kIce, 1.5, {6, 3}, Marker::circle, 0},
    {"read cold", "read cold", kIce, 1.75, {}, Marker::triangleDown, 0},
    {"mmap", "mmap", kLilac, 1.5, {6, 3}, Marker::diamond, 0},
    {"mmap cold", "mmap cold", kLilac, 1.75, {}, Marker::hexagon, 0},
    // Allocators; a mapping is dashed or on huge pages, mappings of files look the same.
    {"malloc", "malloc", kLime, 1.75, {}, Marker::circle, 0},
    {"aligned_alloc", "aligned_alloc", kIce, 1.5, {}, Marker::square, 0},
    {"mmap-2M", "mmap 2 MiB", kLilac, 1.75, {}, Marker::hexagon, 0},
    {"pmr-monotonic", "pmr monotonic", kPink, 1.5, {6, 3}, Marker::triangleUp, 0},
    {"pmr-pool", "pmr pool", kClay, 1.5, {}, Marker::triangleDown, 0},
    // Operations on memory are no variants; they never stand beside them.
    {"memory/read", "read", kIce, 1.5, {}, Marker::circle, 0},
    {"memory/triad", "triad", kLime, 1.5, {6, 3}, Marker::diamond, 0},
    {"memory/copy", "copy", kLilac, 1.5, {}, Marker::square, 0},
    {"memory/write", "write", kClay, 1.5, {1.5, 3}, Marker::triangleUp, 0},
    {"memory/4K", "4 KiB pages", kLilac, 1.5, {6, 3}, Marker::square, 0},
    {"memory/2M", "2 MiB pages", kIce, 1.5, {}, Marker::circle, 0},
    // Ways of converting: whole arrays and chunks, dashed between files.
    {"phase/whole", "whole", kClay, 1.75, {}, Marker::square, 0},
    {"phase/whole-file", "whole, files", kClay, 1.5, {6, 3}, Marker::triangleUp, 0},
    {"phase/stream", "stream", kIce, 1.75, {}, Marker::circle, 0},
    {"phase/stream-file", "stream, files", kIce, 1.5, {6, 3}, Marker::diamond, 0},
};

/// For names nobody planned for (imports, a user's library): stable per name.
SeriesRow unknownRow(const QString& variant) {
  constexpr Hue hues[] = {kIce, kLime, kLilac, kClay, kPink};
  constexpr Marker markers[] = {Marker::plus, Marker::cross, Marker::hexagon, Marker::diamond};
  uint sum = 0;
  for (const QChar c : variant) sum = sum * 31 + c.unicode();
  return {"", "", hues[sum % std::size(hues)], 1.25, {3, 2}, markers[sum / 7 % std::size(markers)],
          0};
}

/// The style sheet's template: @name is a chrome colour, @12px a length at text scale 1.
QString styleSheet(const Theme& theme) {
  QFile file(u":/lanescope/styles/window.qss"_s);
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QString text = QString::fromUtf8(file.readAll());
  const ChromeColors& c = theme.chrome();
  const std::pair<QStringView, QColor> colors[] = {
      {u"win", c.win},     {u"panel", c.panel}, {u"plot", c.plot}, {u"raised", c.raised},
      {u"ruler", c.ruler}, {u"hover", c.hover}, {u"sel", c.sel},   {u"line", c.line},
      {u"line2", c.line2}, {u"ctl", c.ctl},     {u"grid", c.grid}, {u"grid2", c.grid2},
      {u"t1", c.t1},       {u"t2", c.t2},       {u"t3", c.t3},     {u"ink", c.ink},
      {u"inkOn", c.inkOn}, {u"ok", c.ok},       {u"warn", c.warn}, {u"bad", c.bad}};
  static const QRegularExpression token(u"@(\\d+)px|@(\\w+)"_s);
  QString out;
  qsizetype last = 0;
  for (auto it = token.globalMatch(text); it.hasNext();) {
    const auto match = it.next();
    out += QStringView(text).mid(last, match.capturedStart() - last);
    last = match.capturedEnd();
    if (match.hasCaptured(1)) {
      out += QString::number(theme.px(match.captured(1).toDouble())) + u"px"_s;
      continue;
    }
    for (const auto& [name, color] : colors)
      if (match.capturedView(2) == name) out += color.name();
  }
  out += QStringView(text).mid(last);
  return out;
}

QPalette palette(const ChromeColors& c) {
  QPalette p;
  p.setColor(QPalette::Window, c.panel);
  p.setColor(QPalette::WindowText, c.t1);
  p.setColor(QPalette::Base, c.plot);
  p.setColor(QPalette::AlternateBase, c.panel);
  p.setColor(QPalette::Text, c.t1);
  p.setColor(QPalette::PlaceholderText, c.t3);
  p.setColor(QPalette::Button, c.raised);
  p.setColor(QPalette::ButtonText, c.t1);
  p.setColor(QPalette::BrightText, c.bad);
  p.setColor(QPalette::Highlight, c.sel);
  p.setColor(QPalette::HighlightedText, c.t1);
  p.setColor(QPalette::ToolTipBase, c.raised);
  p.setColor(QPalette::ToolTipText, c.t1);
  p.setColor(QPalette::Link, c.ink);
  p.setColor(QPalette::LinkVisited, c.t2);
  p.setColor(QPalette::Light, c.hover);
  p.setColor(QPalette::Midlight, c.line2);
  p.setColor(QPalette::Mid, c.line2);
  p.setColor(QPalette::Dark, c.line);
  p.setColor(QPalette::Shadow, c.win);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, c.ctl);
  return p;
}

/// What the desktop announces; null: it announces nothing.
DesktopLook* desktopLook = nullptr;

bool desktopIsDark() {
  if (desktopLook && desktopLook->isDark()) return *desktopLook->isDark();
  QApplication::setPalette(QPalette());  // back to the desktop's own for a moment
  const QPalette desktop = QApplication::palette();
  return desktop.color(QPalette::Window).lightness() <
         desktop.color(QPalette::WindowText).lightness();
}

}  // namespace

Theme::Theme() = default;

Theme& Theme::instance() {
  static Theme theme;
  return theme;
}

void Theme::setChoice(Choice choice) {
  if (choice == m_choice) return;
  m_choice = choice;
  refresh();
}

void Theme::setTextScale(double scale) {
  scale = std::clamp(scale, 0.9, 2.0);
  if (scale == m_textScale) return;
  m_textScale = scale;
  refresh();
}

const ChromeColors& Theme::chrome() const {
  return m_dark ? darkChrome() : lightChrome();
}

SeriesStyle Theme::series(const QString& variant) const {
  SeriesRow row = unknownRow(variant);
  for (const SeriesRow& known : kSeries)
    if (variant == QLatin1StringView(known.variant)) row = known;
  SeriesStyle style;
  style.label = row.label[0] ? QString::fromLatin1(row.label) : variant;
  style.line = rgb(m_dark ? row.hue.dark : row.hue.lightLine);
  style.fill = rgb(m_dark ? row.hue.dark : row.hue.lightFill);
  style.width = row.width;
  for (const qreal step : row.dash)
    if (step > 0) style.dash.append(step);
  style.marker = row.marker;
  style.lanes = row.lanes;
  return style;
}

QColor Theme::verdict(int verdict) const {
  static constexpr QRgb dark[] = {0x2ECFC2, 0xFF8562, 0x858BA0, 0xEFE6A0};
  static constexpr QRgb light[] = {0x0B6B7A, 0xCF2A34, 0x85808C, 0x6A6A00};
  const int i = std::clamp(verdict, 0, 3);
  return rgb(m_dark ? dark[i] : light[i]);
}

QFont Theme::uiFont(double px, int weight) const {
  QFont font(QStringList{u"Inter"_s, u"Noto Sans"_s, u"DejaVu Sans"_s, u"sans-serif"_s});
  font.setPointSizeF(px * 0.75 * m_textScale);
  font.setWeight(static_cast<QFont::Weight>(weight));
  return font;
}

QFont Theme::monoFont(double px, int weight) const {
  QFont font(QStringList{u"JetBrains Mono"_s, u"DejaVu Sans Mono"_s, u"monospace"_s});
  font.setPointSizeF(px * 0.75 * m_textScale);
  font.setWeight(static_cast<QFont::Weight>(weight));
  font.setStyleHint(QFont::Monospace);
  font.setStyleStrategy(QFont::PreferNoShaping);  // no ligatures between digits and signs
  return font;
}

int Theme::px(double atScaleOne) const {
  return static_cast<int>(std::lround(atScaleOne * m_textScale));
}

void Theme::apply() {
  static bool watching = false;
  if (!watching) {
    watching = true;
    QApplication::setStyle(new LaneStyle);
    qApp->installEventFilter(this);
    if (const auto bus = desktopBus()) {
      desktopLook = new DesktopLook(*bus, qApp);
      connect(desktopLook, &QObject::destroyed, this, [] { desktopLook = nullptr; });
      connect(desktopLook, &DesktopLook::changed, this, [this] {
        if (m_choice == Choice::system) refresh();
      });
    }
  }
  refresh();
}

bool Theme::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::ThemeChange && m_choice == Choice::system)
    QMetaObject::invokeMethod(
        this, [this] { refresh(); }, Qt::QueuedConnection);
  return QObject::eventFilter(object, event);
}

void Theme::refresh() {
  if (qobject_cast<QApplication*>(QCoreApplication::instance()) == nullptr) {
    m_dark = m_choice != Choice::light;
    return;
  }
  m_dark = m_choice == Choice::system ? desktopIsDark() : m_choice == Choice::dark;
  QApplication::setPalette(palette(chrome()));
  QApplication::setFont(uiFont(12));
  qApp->setStyleSheet(styleSheet(*this));
  emit changed();
}

ThemeOverride::ThemeOverride(bool dark, double textScale)
    : m_dark(Theme::instance().m_dark), m_textScale(Theme::instance().m_textScale) {
  Theme::instance().m_dark = dark;
  Theme::instance().m_textScale = textScale;
}

ThemeOverride::~ThemeOverride() {
  Theme::instance().m_dark = m_dark;
  Theme::instance().m_textScale = m_textScale;
}

}  // namespace lane
