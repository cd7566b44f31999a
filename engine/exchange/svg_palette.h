// The colours of reports, in one table: as CSS variables for pages, which follow the reader's
// choice of dark, light or paper, and written into a drawing for programs that know no variables.
// The same values as the window's.
#pragma once

#include <string>
#include <string_view>

namespace lane {

enum class SvgColours { light, dark };

/// :root rules: light, dark by the reader's preference or data-theme, light on paper.
std::string paletteCss();

/// "#RRGGBB" of a name in the table: "t1", "amber-fill".
std::string_view colour(std::string_view name, SvgColours colours);

/// A drawing of toSvg() that stands alone, with every class resolved.
std::string withColours(std::string_view svg, SvgColours colours);

}  // namespace lane
