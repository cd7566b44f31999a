// The tables on screen: filter, sort, group and clear over 100,000 cases in the Table view, and the
// word filter over 10,000 pairs of a diff. Each step runs from the edit to the end of the turn of
// the event loop that painted the rows; the figure is the 99th percentile of 20.
#include <QApplication>
#include <QLineEdit>
#include <QTableView>
#include <algorithm>
#include <functional>

#include "bench/bench_report.h"
#include "bench/big_session.h"
#include "bench/child_process.h"
#include "panels/diff_filter_bar.h"
#include "panels/diff_panel.h"
#include "panels/table_panel.h"
#include "support/theme.h"

namespace {

constexpr int kTimes = 20;
constexpr std::uint32_t kCases = 100'000;

double threadCpuSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

class PaintWatch : public QObject {
 public:
  bool painted = false;
  bool eventFilter(QObject* object, QEvent* event) override {
    painted |= event->type() == QEvent::Paint;
    return QObject::eventFilter(object, event);
  }
};

/// 50 kernels x 20 sizes x 10 variants x 10 thread counts, without samples.
lane::Session manyCases() {
  lane::Session session = lane::bigSession();
  session.samples = {};
  const std::vector<lane::CaseRecord> base = std::move(session.cases);
  session.cases.clear();
  session.cases.reserve(kCases);
  for (std::uint32_t threads = 1; session.cases.size() < kCases; ++threads)
    for (lane::CaseRecord record : base) {
      record.threads = threads;
      record.bytesRead = 4.0 * double(record.size);
      record.flops = double(record.size);
      record.items = double(record.size);
      // Scattered, so that a sort has to move every row.
      record.median *= 1 + double((session.cases.size() * 7919) % 1000) / 1000;
      record.sampleOffset = 0;
      record.key = "case" + std::to_string(session.cases.size());
      session.cases.push_back(std::move(record));
    }
  return session;
}

class Meter {
 public:
  Meter(BenchReport& report, QWidget* window, QWidget* painted)
      : m_report(report), m_window(window), m_painted(painted) {
    painted->installEventFilter(&m_watch);
  }

  /// step(i) in turn, `kTimes` measured after two that are not.
  void measure(const std::string& what, const std::function<void(int)>& step) {
    std::vector<double> wall, cpu;
    for (int i = -2; i < kTimes; ++i) {
      QCoreApplication::processEvents();
      m_watch.painted = false;
      const double wallBefore = monotonicSeconds(), cpuBefore = threadCpuSeconds();
      step(i + 2);
      // An answer of no rows hides the table: then the page paints something else.
      while (!m_watch.painted && m_painted->isVisible() && monotonicSeconds() - wallBefore < 5) {
        if (!m_window->isVisible()) return;
        QCoreApplication::processEvents();
      }
      QCoreApplication::processEvents();
      if (i < 0) continue;
      wall.push_back(1e3 * (monotonicSeconds() - wallBefore));
      cpu.push_back(1e3 * (threadCpuSeconds() - cpuBefore));
    }
    std::sort(wall.begin(), wall.end());
    std::sort(cpu.begin(), cpu.end());
    m_report.say(what + ", CPU, median", cpu[kTimes / 2], "ms");
    m_report.say(what + ", wall, median", wall[kTimes / 2], "ms");
    m_report.atMost(what + ", CPU, p99", cpu.back(), 50, "ms");
    m_report.atMost(what + ", wall, p99", wall.back(), 50, "ms");
  }

 private:
  BenchReport& m_report;
  QWidget* m_window;
  QWidget* m_painted;
  PaintWatch m_watch;
};

void table(BenchReport& report) {
  lane::SessionDocument document;
  lane::SelectionModel selection;
  lane::TablePanel panel(&document, &selection);
  panel.resize(1600, 1000);
  panel.show();
  document.setSession(manyCases(), {});
  QCoreApplication::processEvents();
  Meter meter(report, &panel, panel.view()->viewport());
  QLineEdit* field = panel.filterField();
  const char* words[] = {"kernel1", "kernel2", "kernel", "kernel3"};
  meter.measure("filter 100,000 rows by a word",
                [&](int i) { field->setText(QString::fromLatin1(words[i % 4])); });
  const char* lines[] = {"variant:variant3,variant4 n>=4Ki", "-kernel:kernel7 threads>2 n<64Ki",
                         "time<50ms measured"};
  meter.measure("filter 100,000 rows by three terms",
                [&](int i) { field->setText(QString::fromLatin1(lines[i % 3])); });
  meter.measure("clear and set the filter", [&](int i) {
    field->setText(i % 2 ? QString() : QStringLiteral("kernel4 n>1Ki"));
  });
  field->clear();
  const int columns[] = {lane::CaseTableModel::Time, lane::CaseTableModel::Benchmark,
                         lane::CaseTableModel::Throughput, lane::CaseTableModel::Size,
                         lane::CaseTableModel::Variant};
  meter.measure("sort 100,000 rows by a column", [&](int i) {
    panel.view()->sortByColumn(columns[i % 5], i % 2 ? Qt::DescendingOrder : Qt::AscendingOrder);
  });
  panel.view()->selectAll();
  meter.measure("sort 100,000 selected rows", [&](int i) {
    panel.view()->sortByColumn(lane::CaseTableModel::Time,
                               i % 2 ? Qt::DescendingOrder : Qt::AscendingOrder);
  });
  panel.view()->clearSelection();
  const lane::TableField groups[] = {lane::TableField::kernel, lane::TableField::size,
                                     lane::TableField::variant};
  meter.measure("group 100,000 rows", [&](int i) { panel.setGrouping(groups[i % 3]); });
  meter.measure("fold all groups and unfold them",
                [&](int i) { panel.proxy()->setAllFolded(i % 2 == 0); });
  meter.measure("scroll by a page", [&](int i) {
    panel.view()->scrollTo(panel.view()->model()->index(1000 * i, 0),
                           QAbstractItemView::PositionAtTop);
  });
}

void diff(BenchReport& report) {
  lane::DiffDocument document;
  lane::DiffPanel panel(&document);
  panel.resize(1600, 1000);
  panel.show();
  document.setBase(lane::bigSession(), {});
  document.setNow(lane::bigSession(), {});
  const double begin = monotonicSeconds();
  while (!document.isReady() && monotonicSeconds() - begin < 60)
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
  QCoreApplication::processEvents();
  Meter meter(report, &panel, panel.table()->viewport());
  const char* words[] = {"kernel1", "variant:variant3", "kernel", "n>=4Ki"};
  meter.measure("filter 10,000 pairs of a diff by words", [&](int i) {
    panel.filterBar()->words()->setText(QString::fromLatin1(words[i % 4]));
  });
  panel.filterBar()->words()->clear();
  meter.measure("sort 10,000 pairs of a diff", [&](int i) {
    panel.table()->sortByColumn(
        i % 2 ? lane::DiffTableModel::Ratio : lane::DiffTableModel::Benchmark, Qt::AscendingOrder);
  });
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  lane::Theme::instance().apply();
  BenchReport report;
  table(report);
  diff(report);
  return report.exitCode();
}
