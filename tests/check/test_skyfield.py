#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Frames against Skyfield, which does not use ERFA, and our calls of ERFA against Astropy.

Without polar motion, dX and dY at 50 instants from 2018 to 2026: a place at the station's height
in ITRF from GCRF within 2 cm of Skyfield; with the pole of the built-in table within 5 cm of
Astropy, which has the pole of another IERS series (0.2 mas of it are 7 mm). UT1 is the
library's in both."""
import ctypes
import os
import sys

import numpy

try:
    import skyfield
    from skyfield.api import load
    from skyfield.framelib import itrs
    import astropy.time
    from astropy.utils import iers
    import erfa
except ImportError as error:
    print(f'skipped: {error}')
    sys.exit(77)

VEC = numpy.array([4.2e6, -3.1e6, 4.36e6])  # 6798 km
D3 = ctypes.c_double * 3
D9 = ctypes.c_double * 9
D5 = ctypes.c_double * 5


class Tai(ctypes.Structure):
    _fields_ = [('s', ctypes.c_int64), ('f', ctypes.c_double)]


class Row(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int32) for name in ('xp', 'yp', 'ut1', 'dx', 'dy', 'predicted')]


class Series(ctypes.Structure):
    _fields_ = [('first_mjd', ctypes.c_int), ('count', ctypes.c_int),
                ('rows', ctypes.POINTER(Row))]


class Eop(ctypes.Structure):
    _fields_ = [(name, ctypes.c_double) for name in ('ut1_utc', 'xp', 'yp', 'dx', 'dy')]


class Earth(ctypes.Structure):
    _fields_ = [('t_ref', Tai)] + [(n, D5) for n in
                                   ('x', 'y', 's', 'ut1_tai', 'xp', 'yp', 'gmst_era')]
    _fields_ += [('era_ref', ctypes.c_double)]


class Mat3(ctypes.Structure):
    _fields_ = [('m', D9)]


class Jd(ctypes.Structure):
    _fields_ = [('d1', ctypes.c_double), ('d2', ctypes.c_double)]


kurs = ctypes.CDLL(os.path.join(os.environ['KURS_BUILD_DIR'], 'libkurs.so'))
kurs.kurs_earth_gcrf_itrf.restype = Mat3
kurs.kurs_earth_gcrf_itrf.argtypes = [ctypes.POINTER(Earth), ctypes.c_double]
kurs.kurs_tai_parse.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(Tai)]
kurs.kurs_eop_at.argtypes = [Tai, ctypes.POINTER(Eop)]
kurs.kurs_earth_init.argtypes = [ctypes.POINTER(Earth), Tai]
kurs.kurs_earth_init_eop.argtypes = [ctypes.POINTER(Earth), Tai, ctypes.POINTER(Series)]
kurs.kurs_tai_tt.restype = Jd
kurs.kurs_tai_tt.argtypes = [Tai]


def ok(status):
    if status < 0:
        sys.exit(f'status {status}')


def instant(text):
    t = Tai()
    ok(kurs.kurs_tai_parse(text.encode(), len(text), ctypes.byref(t)))
    return t


def turned(earth, vector):
    m = numpy.array(kurs.kurs_earth_gcrf_itrf(ctypes.byref(earth), 0.0).m).reshape(3, 3)
    return m @ vector


def without_pole(text):
    """The Earth with the library's UT1, nothing else."""
    day = text[:10]
    rows = (Row * 6)()
    first = round(astropy.time.Time(day, scale='utc').mjd) - 2
    for i in range(6):
        eop = Eop()
        t = instant(astropy.time.Time(first + i, format='mjd', scale='utc').isot[:10])
        ok(kurs.kurs_eop_at(t, ctypes.byref(eop)))
        rows[i].ut1 = round(eop.ut1_utc * 1e7)
    earth = Earth()
    ok(kurs.kurs_earth_init_eop(ctypes.byref(earth), instant(text),
                                ctypes.byref(Series(first, 6, rows))))
    return earth


def skyfield_place(t, eop_ut1_utc, text):
    tt = kurs.kurs_tai_tt(t)
    utc = astropy.time.Time(text, scale='utc')
    tt_utc = round(((utc.tt.jd1 - utc.utc.jd1) + (utc.tt.jd2 - utc.utc.jd2)) * 86400.0, 3)
    scale = load.timescale(delta_t=tt_utc - eop_ut1_utc, builtin=True)
    return itrs.rotation_at(scale.tt_jd(tt.d1, tt.d2)) @ VEC


def astropy_place(text, eop):
    utc = astropy.time.Time(text, scale='utc')
    utc.delta_ut1_utc = eop.ut1_utc
    xp, yp = iers.IERS_B.open().pm_xy(utc.jd1, utc.jd2)
    arcsec = numpy.pi / 648000.0
    m = erfa.c2t06a(utc.tt.jd1, utc.tt.jd2, utc.ut1.jd1, utc.ut1.jd2,
                    xp.to_value('arcsec') * arcsec, yp.to_value('arcsec') * arcsec)
    return m @ VEC


def main():
    worst = {'skyfield': 0.0, 'astropy': 0.0}
    compared = {'skyfield': 0, 'astropy': 0}
    start = astropy.time.Time('2018-01-03', scale='utc')
    for i in range(50):
        text = (start + i * 62.37 * astropy.units.day).isot
        t = instant(text)
        eop = Eop()
        ok(kurs.kurs_eop_at(t, ctypes.byref(eop)))
        miss = numpy.linalg.norm(turned(without_pole(text), VEC) -
                                 skyfield_place(t, eop.ut1_utc, text))
        worst['skyfield'] = max(worst['skyfield'], miss)
        compared['skyfield'] += 1
        earth = Earth()
        ok(kurs.kurs_earth_init(ctypes.byref(earth), t))
        try:
            place = astropy_place(text, eop)
        except iers.IERSRangeError:
            continue  # after the last row of the series that Astropy brings
        worst['astropy'] = max(worst['astropy'], numpy.linalg.norm(turned(earth, VEC) - place))
        compared['astropy'] += 1
    print(f'Skyfield {skyfield.__version__}: {compared["skyfield"]} instants, '
          f'worst {1000.0 * worst["skyfield"]:.2f} mm')
    print(f'Astropy {astropy.__version__}: {compared["astropy"]} instants, '
          f'worst {1000.0 * worst["astropy"]:.2f} mm')
    if compared['skyfield'] != 50 or not worst['skyfield'] < 0.02:
        sys.exit('frames differ from Skyfield')
    if compared['astropy'] < 20 or not worst['astropy'] < 0.05:
        sys.exit('frames differ from Astropy')


if __name__ == '__main__':
    iers.conf.auto_download = False
    main()
