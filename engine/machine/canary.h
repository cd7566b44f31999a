// The clock canary: the core's real frequency from a dependent chain of register additions of
// known length (the operating system often shows the TSC rate instead).
#pragma once

namespace lane {

/// Effective clock of the calling core in hertz from one chain of about `seconds` (at least
/// 20 µs). One dependent integer addition takes one cycle on every x86-64 and AArch64 core.
double measureClockHz(double seconds = 50e-6);

}  // namespace lane
