"""Countries by their codes, and the provinces of Việt Nam as they were before the mergers of 2025 (today's are among them)."""

_COUNTRIES = """
    ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca cc cd cf cg ch
    ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn
    gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li
    lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om
    pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td
    tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1 alpha-2, in lower case."""

_PROVINCES = """
    an-giang ba-ria-vung-tau bac-giang bac-kan bac-lieu bac-ninh ben-tre binh-dinh binh-duong binh-phuoc binh-thuan ca-mau can-tho
    cao-bang da-nang dak-lak dak-nong dien-bien dong-nai dong-thap gia-lai ha-giang ha-nam ha-noi ha-tinh hai-duong hai-phong
    hau-giang ho-chi-minh hoa-binh hung-yen khanh-hoa kien-giang kon-tum lai-chau lam-dong lang-son lao-cai long-an nam-dinh nghe-an
    ninh-binh ninh-thuan phu-tho phu-yen quang-binh quang-nam quang-ngai quang-ninh quang-tri soc-trang son-la tay-ninh thai-binh
    thai-nguyen thanh-hoa thua-thien-hue tien-giang tra-vinh tuyen-quang vinh-long vinh-phuc yen-bai
"""
PROVINCES = frozenset(_PROVINCES.split())
"""Slugs of the 63 provinces and cities."""
