// Processor identification: names from numbers, and what the processor runs against Highway's own
// detection.
#include <QTest>

#include <hwy/targets.h>

#include "machine/cpu_features.h"
#include "machine/cpu_identity.h"
#include "machine/system_files.h"
#include "machine/variant.h"

using namespace lane;

class TestMachineCpu : public QObject {
  Q_OBJECT
 private slots:
  void microarchitectures_data() {
    QTest::addColumn<QString>("vendor");
    QTest::addColumn<int>("family");
    QTest::addColumn<int>("model");
    QTest::addColumn<int>("stepping");
    QTest::addColumn<QString>("name");
    const auto row = [](const char* vendor, int family, int model, int stepping, const char* name) {
      QTest::addRow("%s %x %x %d", vendor, family, model, stepping)
          << vendor << family << model << stepping << name;
    };
    row("Intel", 6, 0x3c, 3, "Haswell");            // Core i7-4770
    row("Intel", 6, 0x5e, 3, "Skylake");            // Core i7-6700
    row("Intel", 6, 0x55, 4, "Skylake (server)");   // Xeon Gold 6148
    row("Intel", 6, 0x55, 7, "Cascade Lake");       // Xeon Gold 6248
    row("Intel", 6, 0x55, 11, "Cooper Lake");       // Xeon Gold 6328H
    row("Intel", 6, 0x6a, 6, "Ice Lake (server)");  // Xeon Gold 6330
    row("Intel", 6, 0x8f, 8, "Sapphire Rapids");    // Xeon Platinum 8480
    row("Intel", 6, 0xcf, 2, "Emerald Rapids");     // Xeon Platinum 8592
    row("Intel", 6, 0x97, 2, "Alder Lake");         // Core i9-12900K
    row("AMD", 0x17, 0x01, 2, "Zen");               // EPYC 7601
    row("AMD", 0x17, 0x08, 2, "Zen+");              // Ryzen 7 2700X
    row("AMD", 0x17, 0x31, 0, "Zen 2");             // EPYC 7742
    row("AMD", 0x17, 0x71, 0, "Zen 2");             // Ryzen 9 3950X
    row("AMD", 0x19, 0x01, 1, "Zen 3");             // EPYC 7763
    row("AMD", 0x19, 0x21, 0, "Zen 3");             // Ryzen 9 5950X
    row("AMD", 0x19, 0x11, 1, "Zen 4");             // EPYC 9654
    row("AMD", 0x19, 0x61, 2, "Zen 4");             // Ryzen 9 7950X
    row("AMD", 0x1a, 0x02, 1, "Zen 5");             // EPYC 9755
    row("Arm", -1, 0xd0c, 1, "Neoverse N1");
    row("Arm", -1, 0xd4f, 0, "Neoverse V2");
    row("Intel", 6, 0xfff, 0, "");
    row("AMD", 6, 0x3c, 0, "");  // Haswell's numbers with another maker's name
    row("Nobody", 6, 0x3c, 0, "");
  }
  void microarchitectures() {
    QFETCH(QString, vendor);
    QFETCH(int, family);
    QFETCH(int, model);
    QFETCH(int, stepping);
    QFETCH(QString, name);
    CpuIdentity cpu;
    cpu.vendor = vendor.toStdString();
    cpu.family = family;
    cpu.modelNumber = model;
    cpu.stepping = stepping;
    const std::string_view found = microarchitectureOf(cpu);
    QCOMPARE(QString::fromUtf8(found.data(), static_cast<qsizetype>(found.size())), name);
  }

  void hypervisors() {
    QCOMPARE(hypervisorName("KVMKVMKVM"), std::string("KVM"));
    QCOMPARE(hypervisorName("VMwareVMware"), std::string("VMware"));
    QCOMPARE(hypervisorName("Microsoft Hv"), std::string("Hyper-V"));
    QCOMPARE(hypervisorName("SomethingNew"), std::string("SomethingNew"));
  }

  /// The kernel prints what CPUID says: both must agree.
  void identityAgreesWithTheKernel() {
    const SystemFiles files;
    const Reading info = files.read("/proc/cpuinfo");
    QVERIFY(info);
    const auto family = lineValue(*info.text, "cpu family", ':');
    if (!family) QSKIP("/proc/cpuinfo states no family on this architecture");
    const CpuIdentity cpu = identifyCpu(files);
    QCOMPARE(std::to_string(cpu.family), *family);
    QCOMPARE(std::to_string(cpu.modelNumber), lineValue(*info.text, "model", ':').value_or(""));
    QCOMPARE(std::to_string(cpu.stepping), lineValue(*info.text, "stepping", ':').value_or(""));
    QCOMPARE(cpu.model, lineValue(*info.text, "model name", ':').value_or(""));
    const QString flags =
        " " + QString::fromStdString(lineValue(*info.text, "flags", ':').value_or("")) + " ";
    QCOMPARE(cpu.virtualMachine, flags.contains(" hypervisor "));
    QCOMPARE(cpu.invariantTsc, flags.contains(" nonstop_tsc ") && flags.contains(" constant_tsc "));
  }

  void levelsAgreeWithHighway_data() {
    QTest::addColumn<int>("level");
    QTest::addColumn<qint64>("target");
    const auto row = [](const char* name, SimdLevel level, std::int64_t target) {
      QTest::newRow(name) << static_cast<int>(level) << static_cast<qint64>(target);
    };
#if HWY_ARCH_X86
    row("ssse3", SimdLevel::ssse3, HWY_SSSE3);
    row("sse4", SimdLevel::sse4, HWY_SSE4);
    row("avx2", SimdLevel::avx2, HWY_AVX2);
    row("avx512", SimdLevel::avx512, HWY_AVX3);
    row("avx512 of Ice Lake", SimdLevel::avx512IceLake, HWY_AVX3_DL);
#else
    row("neon", SimdLevel::neon, HWY_NEON);
    row("sve", SimdLevel::sve, HWY_SVE);
#endif
  }
  void levelsAgreeWithHighway() {
    QFETCH(int, level);
    QFETCH(qint64, target);
    const bool highway = (static_cast<qint64>(hwy::SupportedTargets()) & target) != 0;
    QCOMPARE(processorHas(static_cast<SimdLevel>(level)), highway);
  }

  void variantsHaveReasons() {
    QVERIFY(processorHas(SimdLevel::baseline));
    QVERIFY(support(VariantId::scalar).supported);
    for (const VariantInfo& variant : variants()) {
      const VariantSupport& here = support(variant.id);
      QVERIFY2(here.supported == here.reason.empty(), std::string(variant.name).c_str());
      QVERIFY(!here.supported || here.compiled);
      QVERIFY(variantByName(variant.name) == variant.id);
    }
    QVERIFY(!variantByName("avx9"));
  }

  void textFiles() {
    QCOMPARE(*lineValue("a : 1\nb\t: two words\n", "b", ':'), std::string("two words"));
    QCOMPARE(*lineValue("NAME=\"x y\"\n", "NAME", '='), std::string("x y"));
    QVERIFY(!lineValue("ab : 1\n", "a", ':'));
    QVERIFY(!lineValue("", "a", ':'));
    QCOMPARE(*leadingNumber("  123 kB"), 123ull);
    QVERIFY(!leadingNumber("kB 123"));
    QVERIFY(!leadingNumber(""));
    QCOMPARE(stripped(" a b \n"), std::string_view("a b"));
    QCOMPARE(stripped(" \n"), std::string_view(""));
    QCOMPARE(SystemFiles("/nowhere").read("/proc/x").reason, std::string("/proc/x is missing"));
  }
};

QTEST_APPLESS_MAIN(TestMachineCpu)
#include "tst_machine_cpu.moc"
