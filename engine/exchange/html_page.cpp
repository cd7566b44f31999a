#include "exchange/html_page.h"

#include <fmt/format.h>

#include <cmath>

#include "exchange/svg_chart.h"
#include "exchange/svg_palette.h"
#include "exchange/templates.h"

namespace lane {
namespace {

/// Hexadecimal as base64, as a Content-Security-Policy wants its hashes.
std::string base64(std::string_view hex) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto nibble = [](char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
  };
  std::string out;
  for (std::size_t at = 0; at < hex.size(); at += 6) {  // three bytes are four digits
    const std::string_view group = hex.substr(at, 6);
    unsigned bits = 0;
    for (std::size_t i = 0; i < 6; ++i)
      bits = bits << 4 | (i < group.size() ? nibble(group[i]) : 0);
    const std::size_t digits = group.size() / 2 + 1;
    for (std::size_t i = 0; i < 4; ++i)
      out += i < digits ? kDigits[bits >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

/// Nothing from anywhere but the page itself, and no script but ours.
std::string policy() {
  return "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
         "script-src 'sha256-" +
         base64(templates::kReportJsSha256) + "'";
}

}  // namespace

std::string renderPage(std::string_view pageTemplate, PageData data) {
  data.set("css", paletteCss() + std::string(templates::kReportCss));
  data.set("js", std::string(templates::kReportJs));
  data.set("policy", policy());
  kainjow::mustache::mustache page{std::string(pageTemplate)};
  page.set_custom_escape([](const std::string& text) { return escapeXml(text); });
  return page.render(data);
}

void setList(PageData& data, const std::string& name, PageData list) {
  data.set("has_" + name, list.is_non_empty_list());
  data.set(name, std::move(list));
}

std::string sortValue(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string();
}

void addCard(PageData& cards, const std::string& label, const std::string& value,
             const std::string& note) {
  PageData card;
  card.set("label", label);
  card.set("value", value.empty() ? "–" : value);
  card.set("note", note);
  cards.push_back(std::move(card));
}

}  // namespace lane
