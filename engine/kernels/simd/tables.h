// Constants of the vector math in this folder. Written by make_tables.py, which says what they are.
#pragma once

#include <cstdint>

namespace lane::tables {

/// 2^(j/32).
alignas(64) constexpr float kExp2Of32[32] = {
    0x1.0p+0f,      0x1.059b0ep+0f, 0x1.0b5586p+0f, 0x1.11301ep+0f, 0x1.172b84p+0f, 0x1.1d4874p+0f,
    0x1.2387a6p+0f, 0x1.29e9ep+0f,  0x1.306fep+0f,  0x1.371a74p+0f, 0x1.3dea64p+0f, 0x1.44e086p+0f,
    0x1.4bfdaep+0f, 0x1.5342b6p+0f, 0x1.5ab07ep+0f, 0x1.6247ecp+0f, 0x1.6a09e6p+0f, 0x1.71f75ep+0f,
    0x1.7a1148p+0f, 0x1.82589ap+0f, 0x1.8ace54p+0f, 0x1.93737cp+0f, 0x1.9c4918p+0f, 0x1.a5503cp+0f,
    0x1.ae89fap+0f, 0x1.b7f77p+0f,  0x1.c199bep+0f, 0x1.cb720ep+0f, 0x1.d5818ep+0f, 0x1.dfc974p+0f,
    0x1.ea4afap+0f, 0x1.f50766p+0f};

/// What their rounding left, relative to them.
alignas(64) constexpr float kExp2Of32Rest[32] = {
    0x0.0p+0f,        -0x1.947416p-25f, 0x1.8d96d2p-25f,  -0x1.dda2fep-25f, -0x1.9c0c22p-27f,
    -0x1.a2fbb4p-25f, 0x1.964902p-25f,  -0x1.2b0dbcp-25f, 0x1.125002p-25f,  -0x1.cde8cep-26f,
    0x1.370be4p-25f,  0x1.336de2p-30f,  -0x1.0a3552p-25f, -0x1.c541b6p-26f, -0x1.00d8acp-27f,
    -0x1.6cb284p-25f, 0x1.26055cp-26f,  0x1.8b2bb8p-26f,  -0x1.05cb44p-25f, -0x1.1c2142p-26f,
    0x1.67a1cap-28f,  -0x1.348e58p-25f, 0x1.a3b5e4p-28f,  -0x1.0b7ec8p-25f, -0x1.f9c306p-27f,
    -0x1.e4c886p-26f, -0x1.6961b4p-28f, -0x1.b5151ep-28f, -0x1.a5217cp-28f, -0x1.ab7132p-26f,
    0x1.61428ep-28f,  -0x1.2ad5f8p-27f};

/// Bits of 2^(j/8), less j at bit 20.
alignas(64) constexpr std::int32_t kExp2Of8Less[8] = {
    0x3f800000, 0x3f7b95c2, 0x3f7837f0, 0x3f75fed7, 0x3f7504f3, 0x3f75672a, 0x3f7744fd, 0x3f7ac0c7};

/// (expm1(r)/r - 1)/r on |r| <= ln 2/64.
alignas(64) constexpr float kExpRest32[2] = {0x1.000088p-1f, 0x1.5555c8p-3f};

/// (expm1(r)/r - 1)/r on |r| <= ln 2/16.
alignas(64) constexpr float kExpRest8[2] = {0x1.00088ap-1f, 0x1.555c82p-3f};

/// (expm1(r) - r)/r² on |r| <= ln 2/2.
alignas(64) constexpr float kExpRest[5] = {0x1.0p-1f, 0x1.55548cp-3f, 0x1.55547cp-5f,
                                           0x1.123d88p-7f, 0x1.6d9904p-10f};

/// About 1/m in 32 intervals.
alignas(64) constexpr float kReciprocal32[32] = {
    0x1.0p+0f,      0x1.e9131ap-1f, 0x1.dae608p-1f, 0x1.cd8568p-1f, 0x1.c0e07p-1f,  0x1.b4e81cp-1f,
    0x1.a98ef6p-1f, 0x1.9ec8eap-1f, 0x1.948b1p-1f,  0x1.8acb9p-1f,  0x1.818182p-1f, 0x1.78a4c8p-1f,
    0x1.702e06p-1f, 0x1.681682p-1f, 0x1.605816p-1f, 0x1.58ed24p-1f, 0x1.51d07ep-1f, 0x1.4afd6ap-1f,
    0x1.446f86p-1f, 0x1.3e22ccp-1f, 0x1.381382p-1f, 0x1.323e34p-1f, 0x1.2c9fb4p-1f, 0x1.27350cp-1f,
    0x1.21fb78p-1f, 0x1.1cf06ap-1f, 0x1.181182p-1f, 0x1.135c82p-1f, 0x1.0ecf56p-1f, 0x1.0a681p-1f,
    0x1.0624dep-1f, 0x1.0p-1f};

/// What each takes from the logarithm.
alignas(64) constexpr float kLog32[32] = {
    0x0.0p+0f,       0x1.77459cp-5f,  0x1.341d74p-4f,  0x1.a926d8p-4f,  0x1.0d77e8p-3f,
    0x1.44d2b4p-3f,  0x1.7ab89p-3f,   0x1.af3c92p-3f,  0x1.e27076p-3f,  0x1.0a325p-2f,
    0x1.22941ep-2f,  0x1.3a64c6p-2f,  0x1.51aad8p-2f,  0x1.686c8p-2f,   0x1.7eaf84p-2f,
    0x1.94793ep-2f,  -0x1.1bf994p-2f, -0x1.071386p-2f, -0x1.e530eep-3f, -0x1.bd0874p-3f,
    -0x1.95a5b2p-3f, -0x1.6f0124p-3f, -0x1.4913d2p-3f, -0x1.23d716p-3f, -0x1.fe8912p-4f,
    -0x1.b6ac7cp-4f, -0x1.700d3ep-4f, -0x1.2aa058p-4f, -0x1.ccb726p-5f, -0x1.466adap-5f,
    -0x1.849286p-6f, 0x0.0p+0f};

/// About 1/m in 8 intervals.
alignas(64) constexpr float kReciprocal8[8] = {0x1.5ab86ep+0f, 0x1.3fa98p+0f, 0x1.287e34p+0f,
                                               0x1.1483e2p+0f, 0x1.0p+0f,     0x1.d0bf5cp-1f,
                                               0x1.a1677ep-1f, 0x1.7acd3p-1f};

/// What each takes from the logarithm.
alignas(64) constexpr float kLog8[8] = {-0x1.369f1cp-2f, -0x1.c6d598p-3f, -0x1.2cbda6p-3f,
                                        -0x1.3bc0dep-4f, 0x0.0p+0f,       0x1.8c9e04p-4f,
                                        0x1.a258p-3f,    0x1.348b34p-2f};

/// (log1p(r) - r)/r² on what a table of 32 leaves.
alignas(64) constexpr float kLogRest32[3] = {-0x1.000014p-1f, 0x1.55631cp-2f, -0x1.f6a988p-3f};

/// (log1p(r) - r)/r² on what a table of 8 leaves.
alignas(64) constexpr float kLogRest8[4] = {-0x1.fffffp-2f, 0x1.555552p-2f, -0x1.00986ap-2f,
                                            0x1.9a7a98p-3f};

/// (log1p(r) - r)/r² on [√½ - 1, √2 - 1].
alignas(64) constexpr float kLogRest[9] = {-0x1.fffff8p-2f, 0x1.555558p-2f, -0x1.000422p-2f,
                                           0x1.999fc2p-3f,  -0x1.5424ep-3f, 0x1.22bf86p-3f,
                                           -0x1.0f9b0cp-3f, 0x1.068b2ap-3f, -0x1.321a4cp-4f};

/// Where each interval's polynomial is centred.
alignas(64) constexpr float kTanhCentre[32] = {
    0x0.0p+0f, 0x1.6p-4f, 0x1.ap-4f, 0x1.ep-4f, 0x1.2p-3f,      0x1.6p-3f, 0x1.ap-3f, 0x1.ep-3f,
    0x1.2p-2f, 0x1.6p-2f, 0x1.ap-2f, 0x1.ep-2f, 0x1.2p-1f,      0x1.6p-1f, 0x1.ap-1f, 0x1.ep-1f,
    0x1.2p+0f, 0x1.6p+0f, 0x1.ap+0f, 0x1.ep+0f, 0x1.2p+1f,      0x1.6p+1f, 0x1.ap+1f, 0x1.ep+1f,
    0x1.2p+2f, 0x1.6p+2f, 0x1.ap+2f, 0x1.ep+2f, 0x1.11999ap+3f, 0x0.0p+0f, 0x0.0p+0f, 0x0.0p+0f};

/// Coefficient of power 0.
alignas(64) constexpr float kTanh0[32] = {
    0x0.0p+0f,      0x1.5f22d2p-4f, 0x1.9e9356p-4f, 0x1.ddd092p-4f, 0x1.1e1ddp-3f,  0x1.5c9308p-3f,
    0x1.9a5f1cp-3f, 0x1.d7665cp-3f, 0x1.18a39ap-2f, 0x1.52c2c6p-2f, 0x1.8a87e2p-2f, 0x1.bfae6ap-2f,
    0x1.05087p-1f,  0x1.3157ep-1f,  0x1.5789p-1f,   0x1.77d838p-1f, 0x1.9e5cb6p-1f, 0x1.c278a6p-1f,
    0x1.d9c6fcp-1f, 0x1.e8789ep-1f, 0x1.f4bfd6p-1f, 0x1.fbd50ap-1f, 0x1.fe767ap-1f, 0x1.ff6f18p-1f,
    0x1.ffdfa6p-1f, 0x1.fffbap-1f,  0x1.ffff68p-1f, 0x1.ffffecp-1f, 0x1.fffffep-1f, 0x1.0p+0f,
    0x1.0p+0f,      0x1.0p+0f};

/// Coefficient of power 1.
alignas(64) constexpr float kTanh1[32] = {
    0x1.0p+0f,       0x1.fc3cbep-1f,  0x1.fac13ep-1f,  0x1.f9085ap-1f, 0x1.f601cap-1f,
    0x1.f12bp-1f,    0x1.eb715ap-1f,  0x1.e4dfb2p-1f,  0x1.d98b36p-1f, 0x1.c7f724p-1f,
    0x1.b3ff2ep-1f,  0x1.9e23aep-1f,  0x1.7aeae6p-1f,  0x1.49e6cp-1f,  0x1.197fcep-1f,
    0x1.d834d2p-2f,  0x1.615002p-2f,  0x1.cea744p-3f,  0x1.265e34p-3f, 0x1.6fcfa6p-4f,
    0x1.64108ap-5f,  0x1.09a7aap-6f,  0x1.88ef6ep-8f,  0x1.21a7b4p-9f, 0x1.02c03ep-11f,
    0x1.183476p-14f, 0x1.2f61b4p-17f, 0x1.48779cp-20f, 0x1.41cap-23f,  0x0.0p+0f,
    0x0.0p+0f,       0x0.0p+0f};

/// Coefficient of power 2.
alignas(64) constexpr float kTanh2[32] = {
    0x0.0p+0f,        -0x1.5c8e36p-4f, -0x1.9a5416p-4f,  -0x1.d75004p-4f,  -0x1.18883cp-3f,
    -0x1.5279fep-3f,  -0x1.89e50ep-3f, -0x1.be6cb8p-3f,  -0x1.038f7p-2f,   -0x1.2daf98p-2f,
    -0x1.4ff712p-2f,  -0x1.6a1d38p-2f, -0x1.825de4p-2f,  -0x1.897d22p-2f,  -0x1.79c0e6p-2f,
    -0x1.5aa224p-2f,  -0x1.1df056p-2f, -0x1.970ed2p-3f,  -0x1.1064bap-3f,  -0x1.5ee8aap-4f,
    -0x1.5c3a3cp-5f,  -0x1.077904p-6f, -0x1.87b86ep-8f,  -0x1.214eaap-9f,  -0x1.0244e8p-11f,
    -0x1.17bd5cp-14f, -0x1.2ee2ep-17f, -0x1.47ee9cp-20f, -0x1.4103d6p-23f, 0x0.0p+0f,
    0x0.0p+0f,        0x0.0p+0f};

/// Coefficient of power 3.
alignas(64) constexpr float kTanh3[32] = {
    -0x1.555556p-2f, -0x1.4b5adp-2f,  -0x1.477428p-2f, -0x1.42f17cp-2f, -0x1.3b135p-2f,
    -0x1.2ea3fcp-2f, -0x1.202a34p-2f, -0x1.0fdf04p-2f, -0x1.e91efap-3f, -0x1.98588ep-3f,
    -0x1.4272p-3f,   -0x1.d71f7cp-4f, -0x1.bd0c9ap-5f, 0x1.d769a6p-7f,  0x1.072cd8p-4f,
    0x1.8434b8p-4f,  0x1.c68ecap-4f,  0x1.97d882p-4f,  0x1.33df3cp-4f,  0x1.a85c2p-5f,
    0x1.bbce0ap-6f,  0x1.599444p-7f,  0x1.03963p-8f,   0x1.80e71ep-10f, 0x1.58603ap-12f,
    0x1.7529cp-15f,  0x1.941022p-18f, 0x1.b57a84p-21f, 0x1.ac5c8ap-24f, 0x0.0p+0f,
    0x0.0p+0f,       0x0.0p+0f};

/// Coefficient of power 4.
alignas(64) constexpr float kTanh4[32] = {
    0x0.0p+0f,        0x1.cb9816p-5f,   0x1.0d55c6p-4f,  0x1.33c776p-4f,   0x1.6b051cp-4f,
    0x1.af9b76p-4f,   0x1.ed77f8p-4f,   0x1.11e9f2p-3f,  0x1.32dfccp-3f,   0x1.4fff7ap-3f,
    0x1.5c02d6p-3f,   0x1.5839ap-3f,    0x1.39dad6p-3f,  0x1.e93af6p-4f,   0x1.47435cp-4f,
    0x1.633ac2p-5f,   0x1.e50f2ap-9f,   -0x1.599f3cp-6f, -0x1.9b95fcp-6f,  -0x1.5596a4p-6f,
    -0x1.9601dp-7f,   -0x1.5195bp-8f,   -0x1.037504p-9f, -0x1.83e822p-11f, -0x1.69de2ap-13f,
    -0x1.889048p-16f, -0x1.a922aap-19f, -0x1.cc4dap-22f, -0x1.c7a7bcp-25f, 0x0.0p+0f,
    0x0.0p+0f,        0x0.0p+0f};

/// Coefficient of power 5.
alignas(64) constexpr float kTanh5[32] = {
    0x1.111112p-3f,  0x1.003dd8p-3f,  0x1.f37508p-4f,  0x1.e47e6cp-4f,  0x1.cab88cp-4f,
    0x1.a288acp-4f,  0x1.74cb2ap-4f,  0x1.42ae66p-4f,  0x1.e4c18cp-5f,  0x1.068bcp-5f,
    0x1.89358cp-8f,  -0x1.184b08p-6f, -0x1.634c0ap-5f, -0x1.f82a9p-5f,  -0x1.00bceep-4f,
    -0x1.b2d63ep-5f, -0x1.06f7c8p-5f, -0x1.387b86p-7f, 0x1.6c5ce6p-10f, 0x1.2d7facp-8f,
    0x1.04b12ep-8f,  0x1.f6087cp-10f, 0x1.93fbfcp-11f, 0x1.32de9p-12f,  0x1.1e7ef8p-14f,
    0x1.376132p-17f, 0x1.514cf4p-20f, 0x1.6d371p-23f,  0x1.68e928p-26f, 0x0.0p+0f,
    0x0.0p+0f,       0x0.0p+0f};

}  // namespace lane::tables
