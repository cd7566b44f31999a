# What the window learns from the desktop.
find_package(Qt6 6.4 REQUIRED COMPONENTS DBus)
lanescope_add_test(tst_desktop_look GUI LIBS Lanescope::Widgets Qt6::DBus)
