#include "exchange/diff_words.h"

namespace lane {

std::string_view glyph(Verdict verdict) {
  switch (verdict) {
    case Verdict::improved:
      return "▲";
    case Verdict::regressed:
      return "▼";
    case Verdict::same:
      return "=";
    case Verdict::unsure:
      return "○";
  }
  return "";
}

}  // namespace lane
