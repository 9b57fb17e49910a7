#!/usr/bin/env python3
"""Makes the sheets of this folder with other programs, and beside each what it must be read as.

What is expected was written by hand from SHEETS, not taken from lunban. `python3 make.py` needs openpyxl, xlwt, xlsxwriter,
pandas and LibreOffice. A case is FILE and FILE.json: the arguments, the branch, and the answer; a problem is its cell and
a part of its words.
"""
import datetime as dt, io, json, os, shutil, subprocess, sys, tempfile, zipfile
import openpyxl, xlwt
from openpyxl.utils import get_column_letter

HERE = os.path.dirname(os.path.abspath(__file__))
POSTS = {"畜": "畜牧局家属院", "检": "动物检疫站家属院", "北": "市国税局家属院北院", "渠": "大渠家属院",
         "中学": "实验中学家属院", "东": "东门岗"}
D = lambda m, d, y=2022: dt.date(y, m, d)


def path(name):
    return os.path.join(HERE, name)


def case(file, layout=None, sheet=None, header=None, assign="", away="", members=(), problems=(), args=(),
         branch="three", error=None, says=()):
    """`assign` has a line `cell M-D shift post name [note]` an assignment."""
    if error:
        answer = {"error": error}
    else:
        def one(line):
            cell, date, shift, post, name, *note = line.split(" ", 5)
            return {"cell": cell, "date": day(date), "shift": shift, "post": POSTS.get(post, post),
                    "member": name.replace("_", " "), "note": note[0] if note else None}

        def off(line):
            cell, date, name, why = line.split(" ")
            return {"cell": cell, "date": day(date), "member": name, "why": why}
        lines = lambda text: [l.strip() for l in text.strip().splitlines() if l.strip()]
        answer = {"layout": layout, "sheet": sheet, "header": header,
                  "assignments": [one(l) for l in lines(assign)], "unavailable": [off(l) for l in lines(away)],
                  "members": list(members), "problems": [{"cell": c, "text": t} for c, t in problems]}
    with open(path(file + ".json"), "w") as f:
        json.dump({"branch": branch, "args": list(args), "says": list(says), "answer": answer}, f, ensure_ascii=False, indent=1)
        f.write("\n")


def day(text):
    parts = [int(p) for p in text.split("-")]
    y, m, d = parts if len(parts) == 3 else [2022] + parts
    return f"{y}-{m:02}-{d:02}"


def book(file, rows, title="Sheet1", merges=(), then=None):
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = title
    for r in rows:
        ws.append(list(r))
    for m in merges:
        ws.merge_cells(m)
    if then:
        then(wb, ws)
    wb.save(path(file))
    return wb


def office(source, target):
    """Converts with LibreOffice."""
    ext = target.rsplit(".", 1)[1]
    with tempfile.TemporaryDirectory() as tmp:
        how = "csv:Text - txt - csv (StarCalc):44,34,76" if ext == "csv" else ext
        subprocess.run(["soffice", "--headless", "--convert-to", how, "--outdir", tmp, source], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        made = os.path.join(tmp, os.path.basename(source).rsplit(".", 1)[0] + "." + ext)
        shutil.copy(made, path(target))


# ---------------------------------------------------------------- people × dates
rows = [["大渠家属院2022年4月值班表"], ["序号", "姓名", D(4, 18), D(4, 19), D(4, 20), D(4, 21)],
        ["", "", "一", "二", "三", "四"],
        [1, "高永和", "早", "中", "休", "早夜"],
        [2, "田  强", "夜(替宋岩)", "病", "-", "中班"],
        [3, "宋岩", "早/夜", "", "畜牧局早", "早（检疫站）"],
        [4, "孙建", "中-国税局北院", "假", "×", "倒"],
        ["", "合计", 3, 1, 1, 3], ["备注：早班六点到岗"], ["制表人：王芳（市场监管）"]]
people = """
C4 4-18 早 渠 高永和
D4 4-19 中 渠 高永和
F4 4-21 早 渠 高永和
F4 4-21 夜 渠 高永和
C5 4-18 夜 渠 田强 替宋岩
F5 4-21 中 渠 田强
C6 4-18 早 渠 宋岩
C6 4-18 夜 渠 宋岩
E6 4-20 早 畜 宋岩
F6 4-21 早 检 宋岩
C7 4-18 中 北 孙建
"""
off = "D5 4-19 田强 病\nD7 4-19 孙建 假"
book("people.xlsx", rows, "四月", ["A1:F1", "A2:A3", "B2:B3", "A9:F9"])
case("people.xlsx", "people", "四月", "A2", people, off, problems=[("F7", "倒")])
# the same by LibreOffice, where no cell is merged for the reader, and as the old format
office(path("people.xlsx"), "people.ods")
case("people.ods", "people", "四月", "A2", people, off, problems=[("F7", "倒")])
office(path("people.xlsx"), "people.xls")
case("people.xls", "people", "四月", "A2", people, off, problems=[("F7", "倒")], says=["隐藏"])
shutil.copy(path("people.xls"), path("renamed.xlsx"))
case("renamed.xlsx", "people", "四月", "A2", people, off, args=["--map", "倒=休"])

# a column of posts merged over its people, a person over two rows, units, hidden rows and columns, an error, a formula
def hide(wb, ws):
    ws.row_dimensions[5].hidden = True
    ws.column_dimensions["E"].hidden = True
    ws["F4"] = "=1/0"
    ws["F5"] = '=IF(1,"早","")'
rows = [["值守点", "姓名", "单位", D(4, 18), D(4, 19), D(4, 20)],
        ["大渠", "高永和", "", "早", "中", "夜"],
        ["", "王芳", "市场监管", "中", "", ""],
        ["国税局北院", "王芳", "市邮政分公司", "早", "夜", ""],
        ["", "田强", "", "夜", "早", ""],
        ["", "", "", "", "中", "早"],
        ["西关", "刘东", "", "早", "", ""]]
book("posts_column.xlsx", rows, "Sheet1", ["A2:A3", "A4:A6", "B5:B6"], hide)
case("posts_column.xlsx", "people", "Sheet1", "A1", """
D2 4-18 早 渠 高永和
E2 4-19 中 渠 高永和
F2 4-20 夜 渠 高永和
D3 4-18 中 渠 王芳(市场监管)
D4 4-18 早 北 王芳(邮政)
E4 4-19 夜 北 王芳(邮政)
D5 4-18 夜 北 田强
E5 4-19 早 北 田强
E6 4-19 中 北 田强
F6 4-20 早 北 田强
""", problems=[(None, "隐藏"), ("F4", "公式"), ("F5", "公式"), ("A7", "西关")], says=["隐藏"])

# GBK, bare days under a month, into the next month; a semicolon in a name cell of a comma file
with open(path("gbk.csv"), "w", encoding="gbk", newline="") as f:
    f.write("大渠家属院2022年4月排班\r\n姓名,28,29,30,1,2\r\n高永和,早,中,夜,休,早\r\n田 强,,病,早,事,--\r\n合计,1,1,2,0,1\r\n")
case("gbk.csv", "people", "gbk", "A2", """
B3 4-28 早 渠 高永和
C3 4-29 中 渠 高永和
D3 4-30 夜 渠 高永和
F3 5-2 早 渠 高永和
D4 4-30 早 渠 田强
""", "C4 4-29 田强 病\nE4 5-1 田强 事")

# UTF-16 with tabs, the post by --post
with open(path("utf16.csv"), "w", encoding="utf-16", newline="") as f:
    f.write("姓名\t4月18日(周一)\t19日\t4月31日\r\n赵建群\t早\t中\t夜\r\n夜\t夜\t休\t早\r\n")
case("utf16.csv", "people", "utf16", "A1", """
B2 4-18 早 畜 赵建群
C2 4-19 中 畜 赵建群
B3 4-18 夜 畜 夜
""", problems=[("D1", "没有这一天")], args=["--post", "畜牧局"])

# serial numbers of a workbook from 1904; a number 4.1 that the neighbours decide; a weekday that does not fit
def epoch(wb, ws):
    from openpyxl.utils.datetime import CALENDAR_MAC_1904
    wb.epoch = CALENDAR_MAC_1904
serial = lambda d: (d - D(1, 1, 1904)).days
book("from_1904.xlsx", [["畜牧局家属院"], ["姓名", serial(D(4, 18)), serial(D(4, 19))], ["星期", "一", "三"], ["刘东", "早", "中"], ["孙建", "夜", "早"]],
     "Sheet1", ["A1:C1"], epoch)
case("from_1904.xlsx", "people", "Sheet1", "A2", """
B4 4-18 早 畜 刘东
C4 4-19 中 畜 刘东
B5 4-18 夜 畜 孙建
C5 4-19 早 畜 孙建
""", problems=[("C3", "周二")])
book("tenths.xlsx", [["姓名", 4.8, 4.9, 4.1, 4.11], ["刘东", "早", "中", "夜", "休"]])
case("tenths.xlsx", "people", "Sheet1", "A1", "B2 4-8 早 畜 刘东\nC2 4-9 中 畜 刘东\nD2 4-10 夜 畜 刘东", args=["--post", "畜牧局家属院"])

# dates that are shown as weekdays under bare days; two header rows; months merged over the days
def shown(wb, ws):
    for c in "BCDE":
        ws[f"{c}3"].number_format = "aaa"
rows = [["", "4月", "", "5月", ""], ["姓名", 29, 30, 1, 2], ["", D(4, 29), D(4, 30), D(5, 1), D(5, 2)],
        ["刘东", "早", "中", "", "夜"], ["赵斌", "", "早", "早", ""]]
book("weekdays.xlsx", rows, "畜牧局", ["B1:C1", "D1:E1"], shown)
weekdays = "B4 4-29 早 畜 刘东\nC4 4-30 中 畜 刘东\nE4 5-2 夜 畜 刘东\nC5 4-30 早 畜 赵斌\nD5 5-1 早 畜 赵斌"
case("weekdays.xlsx", "people", "畜牧局", "A2", weekdays)
office(path("weekdays.xlsx"), "weekdays.xls")
case("weekdays.xls", "people", "畜牧局", "A2", weekdays)

# several sheets: the first that is shown and has a duty layout, and those whose name is a post
def sheets(wb, ws):
    ws["A1"] = "说明：每天早上六点交接"
    for name, row in (("大渠家属院", ["高永和", "早", "中"]), ("通讯录", None), ("畜牧局", ["刘东", "夜", "早"]), ("旧表", ["孙建", "早", "早"])):
        s = wb.create_sheet(name)
        if row:
            s.append(["姓名", "4.18", "4.19"])
            s.append(row)
        else:
            s.append(["姓名", "电话"])
            s.append(["高永和", "13800000009"])
    hidden = wb.create_sheet("检疫站", 0)
    hidden.append(["姓名", "4.18"])
    hidden.append(["孙建", "早"])
    hidden.sheet_state = "hidden"
    wb.active = 1
book("sheets.xlsx", [], "封面", (), sheets)
case("sheets.xlsx", "people", "大渠家属院", "A1", """
B2 4-18 早 渠 高永和
C2 4-19 中 渠 高永和
B2 4-18 夜 畜 刘东
C2 4-19 早 畜 刘东
""", says=["旧表", "通讯录", "封面", "检疫站"])

# ---------------------------------------------------------------- dates × shifts
rows = [["大渠家属院值班安排表"], ["（2022年4月18日—4月21日）"],
        ["序号", "日期", "星期", "早班(6:00-14:00)", "14:00至22:00", "夜班", "带班领导", "备注"],
        [1, "4月18日", "星期一", "高永和、田强", "宋 岩", "关宁（替刘东）", "李局长", ""],
        [2, "4月19日", "星期二", "田强 关宁", "高永和13800000002", "宋岩/刘东", "李局长", "雨"],
        [3, "4月20日", "星期四", "-", "带班：高永和 值班员：田强", "赵  斌", "李局长", ""],
        [4, "4月21日", "星期四", "王芳", "王芳（邮政）", "阿依古丽 买买提", "李局长", ""],
        ["值班电话：0359-2222222"], ["制表人：王芳", "", "", "审核：李局长"]]
shifts = """
D4 4-18 早 渠 高永和
D4 4-18 早 渠 田强
E4 4-18 中 渠 宋岩
F4 4-18 夜 渠 关宁 替刘东
D5 4-19 早 渠 田强
D5 4-19 早 渠 关宁
E5 4-19 中 渠 高永和
F5 4-19 夜 渠 宋岩
F5 4-19 夜 渠 刘东
E6 4-20 中 渠 高永和
E6 4-20 中 渠 田强
F6 4-20 夜 渠 赵斌
E7 4-21 中 渠 王芳(邮政)
F7 4-21 夜 渠 阿依古丽_买买提
"""
book("shifts.xlsx", rows, "Sheet1", ["A1:H1", "A2:H2", "G4:G7", "A8:H8"])
case("shifts.xlsx", "shifts", "Sheet1", "A3", shifts, problems=[("C6", "周三"), ("D7", "王芳")], says=["带班"])

# an old xls by xlwt: real dates with a format of its own, a shift headed by times over midnight, dates merged over two rows
wb = xlwt.Workbook()
ws = wb.add_sheet("畜牧局家属院")
style = xlwt.easyxf(num_format_str='m"月"d"日"')
for c, t in enumerate(["日期", "早", "22:00-次日6:00"]):
    ws.write(0, c, t)
ws.write_merge(1, 2, 0, 0, D(4, 18), style)
ws.write(1, 1, "刘东"); ws.write(1, 2, "孙建"); ws.write(2, 1, "赵斌"); ws.write(2, 2, "关宁")
ws.write(3, 0, 44670); ws.write(3, 1, "孙建"); ws.write(3, 2, "刘东")
wb.save(path("xlwt.xls"))
case("xlwt.xls", "shifts", "畜牧局家属院", "A1", """
B2 4-18 早 畜 刘东
C2 4-18 夜 畜 孙建
B3 4-18 早 畜 赵斌
C3 4-18 夜 畜 关宁
B4 4-19 早 畜 孙建
C4 4-19 夜 畜 刘东
""", says=["隐藏"])

# csv by pandas: an empty date goes on with the date above; several dates in one cell; a wrong date is left out
import pandas
pandas.DataFrame([["4月18日", "刘东", ""], ["", "赵斌", "孙建"], ["4月19日-20日", "孙建", "刘东"], ["21日、23日", "关宁", "/"], ["4月31日", "刘东", "关宁"], ["下周", "田强", ""]],
                 columns=["日期", "早班", "夜班"]).to_csv(path("畜牧局.csv"), index=False, encoding="utf-8-sig")
case("畜牧局.csv", "shifts", "畜牧局", "A1", """
B2 4-18 早 畜 刘东
B3 4-18 早 畜 赵斌
C3 4-18 夜 畜 孙建
B4 4-19 早 畜 孙建
B4 4-20 早 畜 孙建
C4 4-19 夜 畜 刘东
C4 4-20 夜 畜 刘东
B5 4-21 早 畜 关宁
B5 4-23 早 畜 关宁
""", problems=[("A6", "没有这一天"), ("A7", "下周")])

# one shift: 值班人员 is it; two shifts: 白 and 晚
book("one_shift.xlsx", [["日期", "星期", "值班人员", "电话"], [D(4, 18), "一", "高永和、田强", 13800000001], [D(4, 19), "二", "宋岩", ""]])
case("one_shift.xlsx", "shifts", "Sheet1", "A1", "C2 4-18 全 渠 高永和\nC2 4-18 全 渠 田强\nC3 4-19 全 渠 宋岩", branch="one")
book("two_shifts.xlsx", [["日期", "白班", "晚班"], [D(4, 18), "高永和", "田强"], [D(4, 19), "田强", "宋岩"]])
case("two_shifts.xlsx", "shifts", "Sheet1", "A1", """
B2 4-18 早 渠 高永和
C2 4-18 夜 渠 田强
B3 4-19 早 渠 田强
C3 4-19 夜 渠 宋岩
""", branch="two")
book("day_of_three.xlsx", [["日期", "白班", "晚班"], ["2022/4/18", "高永和", "田强"]], "大渠")
case("day_of_three.xlsx", "shifts", "大渠", "A1", "C2 4-18 夜 渠 田强", problems=[("B1", "白班")])

# stacked tables, each under its own title
rows = [["大渠家属院"], ["日期", "早", "中"], ["4/18", "高永和", "田强"], ["4/19", "田强", "高永和"], [],
        ["国税局北院"], ["日期", "中", "夜"], ["4/18", "刘东", "孙建"], ["备注：无"]]
book("stacked.xlsx", rows, "汇总", ["A1:C1", "A6:C6"])
case("stacked.xlsx", "shifts", "汇总", "A2", """
B3 4-18 早 渠 高永和
C3 4-18 中 渠 田强
B4 4-19 早 渠 田强
C4 4-19 中 渠 高永和
B8 4-18 中 北 刘东
C8 4-18 夜 北 孙建
""")

# somebody is called as a shift is
book("called_night.xlsx", [["日期", "早班", "夜班"], ["4月18日", "夜", "刘东"], ["4月19日", "孙建", "夜"]], "畜牧局")
case("called_night.xlsx", "shifts", "畜牧局", "A1", "B2 4-18 早 畜 夜\nC2 4-18 夜 畜 刘东\nB3 4-19 早 畜 孙建\nC3 4-19 夜 畜 夜")
book("called_night_too.xlsx", [["", "4月18日", "4月19日"], ["刘东", "早", "中"], ["夜", "中", "夜"]], "畜牧局")
case("called_night_too.xlsx", "people", "畜牧局", "B1", "B2 4-18 早 畜 刘东\nC2 4-19 中 畜 刘东\nB3 4-18 中 畜 夜\nC3 4-19 夜 畜 夜")
# ods counts from 1904 too; a shift merged over two columns of names
office(path("from_1904.xlsx"), "from_1904.ods")
case("from_1904.ods", "people", "Sheet1", "A2", """
B4 4-18 早 畜 刘东
C4 4-19 中 畜 刘东
B5 4-18 夜 畜 孙建
C5 4-19 早 畜 孙建
""", problems=[("C3", "周二")])
rows = [["日期", "早", "", "夜", ""], ["4.18", "刘东", "孙建", "赵斌", ""]]
book("two_columns.xlsx", rows, "畜牧局", ["B1:C1", "D1:E1"])
case("two_columns.xlsx", "shifts", "畜牧局", "A1", "B2 4-18 早 畜 刘东\nC2 4-18 早 畜 孙建\nD2 4-18 夜 畜 赵斌")
# dates merged over shifts, posts at the left
rows = [["值守点", "4月18日", "", "4月19日", ""], ["", "早", "夜", "早", "夜"], ["大渠", "刘东", "孙建", "赵斌", "关宁"], ["畜牧局", "高永和", "田强", "宋岩", "解银平"]]
book("dates_over_shifts.xlsx", rows, "Sheet1", ["A1:A2", "B1:C1", "D1:E1"])
case("dates_over_shifts.xlsx", "turned", "Sheet1", "A1", """
B3 4-18 早 渠 刘东
C3 4-18 夜 渠 孙建
D3 4-19 早 渠 赵斌
E3 4-19 夜 渠 关宁
B4 4-18 早 畜 高永和
C4 4-18 夜 畜 田强
D4 4-19 早 畜 宋岩
E4 4-19 夜 畜 解银平
""")

# ---------------------------------------------------------------- dates × posts × shifts
rows = [["2022年4月各点值班表"], ["日期", "大渠家属院", "", "", "国税局北院", "", "西关小区"], ["", "早", "中", "夜", "早", "夜", "早"],
        ["18日", "高永和", "田强", "宋岩", "刘东", "孙建、赵斌", "关宁"], ["19日", "田强", "宋岩", "高永和", "孙建", "刘东", "关宁"]]
posts = """
B4 4-18 早 渠 高永和
C4 4-18 中 渠 田强
D4 4-18 夜 渠 宋岩
E4 4-18 早 北 刘东
F4 4-18 夜 北 孙建
F4 4-18 夜 北 赵斌
B5 4-19 早 渠 田强
C5 4-19 中 渠 宋岩
D5 4-19 夜 渠 高永和
E5 4-19 早 北 孙建
F5 4-19 夜 北 刘东
"""
book("posts.xlsx", rows, "Sheet1", ["A1:G1", "A2:A3", "B2:D2", "E2:F2"])
case("posts.xlsx", "posts", "Sheet1", "A2", posts, problems=[("G2", "西关小区")])
office(path("posts.xlsx"), "posts.ods")
case("posts.ods", "posts", "Sheet1", "A2", posts, problems=[("G2", "西关小区")])
office(path("posts.xlsx"), "posts.csv")
case("posts.csv", "posts", "posts", "A2", posts, problems=[("G2", "西关小区")])

# ---------------------------------------------------------------- date and shift in rows
rows = [["月", "日", "班次", "大渠家属院", "福鑫苑"], ["4月", 30, "早", "高永和", "刘东"], ["", "", "夜", "田强", "孙建"],
        ["5月", 1, "早", "宋岩", "赵斌"], ["", "", "大夜", "关宁", "刘东"]]
book("rows.xlsx", rows, "Sheet1", ["A2:A3", "B2:B3", "A4:A5", "B4:B5"])
case("rows.xlsx", "rows", "Sheet1", "A1", """
D2 4-30 早 渠 高永和
E2 4-30 早 东 刘东
D3 4-30 夜 渠 田强
E3 4-30 夜 东 孙建
D4 5-1 早 渠 宋岩
E4 5-1 早 东 赵斌
""", problems=[("C5", "大夜")])
office(path("rows.xlsx"), "rows.ods")
case("rows.ods", "rows", "Sheet1", "A1", """
D2 4-30 早 渠 高永和
E2 4-30 早 东 刘东
D3 4-30 夜 渠 田强
E3 4-30 夜 东 孙建
D4 5-1 早 渠 宋岩
E4 5-1 早 东 赵斌
""", problems=[("C5", "大夜")])

# ---------------------------------------------------------------- turned
rows = [["值守点", "班次", "4月18日", "4月19日"], ["大渠", "早班", "高永和", "田强"], ["", "中班", "宋岩、关宁", "高永和"],
        ["畜牧局", "早班", "刘东", "孙建"], ["", "夜班", "赵斌（带伤）", "无"]]
turned = """
C2 4-18 早 渠 高永和
D2 4-19 早 渠 田强
C3 4-18 中 渠 宋岩
C3 4-18 中 渠 关宁
D3 4-19 中 渠 高永和
C4 4-18 早 畜 刘东
D4 4-19 早 畜 孙建
C5 4-18 夜 畜 赵斌 带伤
"""
book("turned.xlsx", rows, "Sheet1", ["A2:A3", "A4:A5"])
case("turned.xlsx", "turned", "Sheet1", "A1", turned, problems=[("D5", "无")])
office(path("turned.xlsx"), "turned.csv")
case("turned.csv", "turned", "turned", "A1", turned, problems=[("D5", "无")])
# shifts alone: a week sheet
rows = [["实验中学一周值班"], ["班次", D(4, 18), D(4, 19), D(4, 20)], ["", "周一", "周二", "周三"],
        ["早(06:00-14:00)", "刘东", "孙建", "赵斌"], ["中(14:00-22:00)", "孙建", "赵斌", "刘东"], ["夜(22:00-06:00)", "赵斌", "刘东", "孙建"]]
book("week.xlsx", rows, "Sheet1", ["A1:D1", "A2:A3"])
case("week.xlsx", "turned", "Sheet1", "A2", """
B4 4-18 早 中学 刘东
C4 4-19 早 中学 孙建
D4 4-20 早 中学 赵斌
B5 4-18 中 中学 孙建
C5 4-19 中 中学 赵斌
D5 4-20 中 中学 刘东
B6 4-18 夜 中学 赵斌
C6 4-19 夜 中学 刘东
D6 4-20 夜 中学 孙建
""")

# ---------------------------------------------------------------- list
rows = [["姓名", "值守点", "电话", "班次", "日期"], ["高永和", "大渠", 13800000001, "早班", D(4, 18)], ["田强", "检疫站", "", "夜", "2022-04-18"],
        ["高永和", "大渠", "", "早", "4月18日"], ["宋岩", "西关", "", "早", "4.19"], ["刘东、孙建", "畜牧局", "", "晚", "4/19"],
        ["关宁", "畜牧局", "", "中", "#N/A"]]
def broken(wb, ws):
    ws["E7"].value = "#N/A"
    ws["E7"].data_type = "e"
book("list.xlsx", rows, "Sheet1", (), broken)
case("list.xlsx", "list", "Sheet1", "A1", """
A2 4-18 早 渠 高永和
A3 4-18 夜 检 田强
A6 4-19 夜 畜 刘东
A6 4-19 夜 畜 孙建
""", problems=[("B5", "西关"), ("E7", "#N/A")])

# ---------------------------------------------------------------- calendar
week = [f"星期{c}" for c in "一二三四五六日"]
rows = [["畜牧局家属院2022年5月值班表"], week, [None] * 6 + [1], [None] * 6 + ["早班：刘东\n夜班：孙建、赵斌"],
        [2, 3, 4, 5, 6, 7, 8], ["早班：赵斌；夜班：刘东", "早：孙建", "白班：关宁", "", "", "夜班：关宁（替刘东）", ""]]
book("calendar.xlsx", rows, "Sheet1", ["A1:G1"])
case("calendar.xlsx", "calendar", "Sheet1", "A2", """
G4 5-1 早 畜 刘东
G4 5-1 夜 畜 孙建
G4 5-1 夜 畜 赵斌
A6 5-2 早 畜 赵斌
A6 5-2 夜 畜 刘东
B6 5-3 早 畜 孙建
F6 5-7 夜 畜 关宁 替刘东
""", problems=[("C6", "白班")])

# ---------------------------------------------------------------- contacts
rows = [["下沉干部通讯录"], ["序号", "姓名", "单位", "类别", "手机", "政治面貌"],
        [1, "刘  东", "邮政", "下沉干部", 13800000011, "中共党员"], [2, "赵建群", "市市场监督管理局", "组长", "13800000001", "党员"],
        [3, "李奕璇", "市邮政分公司", "志愿者", "0359-2222222", "预备党员"], [4, "张慧琴", "学苑花都社区", "社区工作人员", "", "群众"], ["合计：4人"]]
book("contacts.xlsx", rows, "名单", ["A1:F1"])
person = lambda name, unit, role, party, phone: {"name": name, "unit": unit, "role": role, "party": party, "phone": phone}
case("contacts.xlsx", "contacts", "名单", "A2", members=[
    person("刘东", "市邮政分公司", "cadre", True, "13800000011"), person("李奕璇", "市邮政分公司", "volunteer", None, "0359-2222222"),
    person("张慧琴", "学苑花都社区", "community", None, None)], args=["--add-people"])

# ---------------------------------------------------------------- what stops an import
book("strangers.xlsx", [["姓名", "4月18日"], ["赵建郡", "早"], ["欧阳修", "中"], ["刘东", "夜"]], "畜牧局")
case("strangers.xlsx", error=["unknown_names", "赵建郡（A2，是不是 赵建群", "欧阳修（A3"])
shutil.copy(path("strangers.xlsx"), path("newcomers.xlsx"))
case("newcomers.xlsx", "people", "畜牧局", "A1", "B2 4-18 早 畜 赵建郡\nB3 4-18 中 畜 欧阳修\nB4 4-18 夜 畜 刘东",
     members=[person("赵建郡", None, None, None, None), person("欧阳修", None, None, None, None)], args=["--add-people"])
book("no_post.xlsx", [["姓名", "4月18日"], ["刘东", "早"]])
case("no_post.xlsx", error=["sheet_no_post", "--post"])
book("no_shift.xlsx", [["日期", "值班人员"], ["4月18日", "刘东"]], "畜牧局")
case("no_shift.xlsx", error=["sheet_no_shift", "班次"])
book("no_layout.xlsx", [["物资", "数量"], ["帐篷", 3], ["口罩", 200]])
case("no_layout.xlsx", error=["no_layout", "--sheet"])
with open(path("half.xlsx"), "wb") as f:
    f.write(open(path("people.xlsx"), "rb").read()[:3000])
case("half.xlsx", error=["sheet_broken", "残缺"])
# an archive that is whole, but whose table breaks off
def torn(source, target, part):
    with zipfile.ZipFile(path(source)) as z, zipfile.ZipFile(path(target), "w", zipfile.ZIP_DEFLATED) as out:
        for i in z.infolist():
            data = z.read(i)
            out.writestr(i.filename, data[:len(data) * 2 // 3] if i.filename == part else data)
torn("people.ods", "torn.ods", "content.xml")
case("torn.ods", error=["sheet_broken", "残缺"])
torn("people.xlsx", "torn.xlsx", "xl/worksheets/sheet1.xml")
case("torn.xlsx", error=["sheet_broken", "残缺"])
with open(path("picture.xlsx"), "wb") as f:
    f.write(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
case("picture.xlsx", error=["not_a_sheet"])

# ---------------------------------------------------------------- a fortnight for a branch that does not exist yet
# (tests/board/import.rs; nothing is expected of it here): three posts over three shifts, fifteen people, 14 days.
people = ["赵建群", "刘东", "孙建", "赵正杰", "高永和", "宋岩", "田强", "关宁", "王建军", "解银平", "李国栋", "张卫东", "冯晓丽", "薛红", "卫国"]
rows = [["八一西街社区值班表"], ["2022年4月18日—5月1日"], ["日期", "星期", "畜牧局家属院", "", "", "大渠家属院", "", "", "学苑花都", "", ""],
        ["", "", "早", "中", "夜", "早", "中", "夜", "早", "中", "夜"]]
for n in range(14):
    day_of = D(4, 18) + dt.timedelta(days=n)
    names = [people[(n * 9 + i) % 15] for i in range(9)]
    rows.append([f"{day_of.month}月{day_of.day}日", "一二三四五六日"[day_of.weekday()]] + names)
rows.append(["备注：带班领导电话 0359-2222222"])
book("fortnight.xlsx", rows, title="两周", merges=("A1:K1", "A2:K2", "C3:E3", "F3:H3", "I3:K3", "A3:A4", "B3:B4"))

# ---------------------------------------------------------------- what a second reading of SHEETS found (2026-11-25)
# Days that go to and fro between the cells of a column are one month's; a month that does not exist is said.
book("to_and_fro.xlsx", [["2022年4月值班表"], ["日期", "早", "夜"], ["18日、21日", "刘东", "孙建"], ["19日、20日", "赵斌", "田强"], ["22日", "刘东", "田强"], ["13月1日", "刘东", "田强"]])
case("to_and_fro.xlsx", "shifts", "Sheet1", "A2", """
B3 4-18 早 畜 刘东
B3 4-21 早 畜 刘东
C3 4-18 夜 畜 孙建
C3 4-21 夜 畜 孙建
B4 4-19 早 畜 赵斌
B4 4-20 早 畜 赵斌
C4 4-19 夜 畜 田强
C4 4-20 夜 畜 田强
B5 4-22 早 畜 刘东
C5 4-22 夜 畜 田强
""", problems=[("A6", "没有这一天")], args=["--post", "畜牧局"])
# The weekday before the date; a label that is no label but a name with its telephone.
book("weekday_first.xlsx", [["班次", "周一(4月18日)", "星期三（4月19日）"], ["早", "刘东：13800000002、孙建 13900000001", "田强"]], "大渠")
case("weekday_first.xlsx", "turned", "大渠", "A1", "B2 4-18 早 渠 刘东\nB2 4-18 早 渠 孙建\nC2 4-19 早 渠 田强", problems=[("C1", "周二")])
# Of two rows one has a code, and a place, that nobody knows: the other is imported.
book("one_unknown.xlsx", [["值守点", "班次", "4月18日"], ["西关", "早", "刘东"], ["大渠", "大夜", "孙建"], ["大渠", "夜", "赵斌"]])
case("one_unknown.xlsx", "turned", "Sheet1", "A1", "C4 4-18 夜 渠 赵斌", problems=[("A2", "西关"), ("B3", "大夜")])
# A list says who rests and who is ill; errors in its columns; people in the order of the sheet.
def torn_list(wb, ws):
    for c, t in (("B3", "#N/A"), ("C4", "#REF!"), ("D5", "#NAME?")):
        ws[c].value, ws[c].data_type = t, "e"
book("list_of_all.xlsx", [["日期", "班次", "地点", "姓名"], ["4.18", "早", "大渠", "刘东"], ["4.18", "", "大渠", "孙建"], ["4.18", "夜", "", "孙建"],
     ["4.18", "夜", "大渠", ""], ["4.18", "休", "大渠", "田强"], ["4.19", "病", "大渠", "宋岩"]], "Sheet1", (), torn_list)
case("list_of_all.xlsx", "list", "Sheet1", "A1", "D2 4-18 早 渠 刘东", "D7 4-19 宋岩 病", problems=[("B3", "#N/A"), ("C4", "#REF!"), ("D5", "#NAME?")])
# 备注 beside the posts of a format without merges; a code that is mapped to nothing in a header.
with open(path("remarks_beside.csv"), "w", encoding="utf-8", newline="") as f:
    f.write("日期,大渠,,畜牧局,,备注\n,早,夜,早,夜,\n4.18,刘东,孙建,赵斌,田强,雨\n")
case("remarks_beside.csv", "posts", "remarks_beside", "A1", "B3 4-18 早 渠 刘东\nC3 4-18 夜 渠 孙建\nD3 4-18 早 畜 赵斌\nE3 4-18 夜 畜 田强")
book("mapped_away.xlsx", [["日期", "大夜", "早"], ["4.18", "刘东", "孙建"]], "大渠")
case("mapped_away.xlsx", "shifts", "大渠", "A1", "C2 4-18 早 渠 孙建", args=["--map", "大夜=休"])
# An error stands where a shift should.
def torn_header(wb, ws):
    ws["B1"].value, ws["B1"].data_type = "#N/A", "e"
book("torn_header.xlsx", [["日期", "", "夜"], ["4.18", "孙建", "刘东"]], "大渠", (), torn_header)
case("torn_header.xlsx", "shifts", "大渠", "A1", "C2 4-18 夜 渠 刘东", problems=[("B1", "#N/A")])
# A remark column between the dates of a csv; a list of people under the table is none of its rows.
with open(path("between.csv"), "w", encoding="gb18030", newline="") as f:
    f.write("姓名,4月18日,备注,4月19日\r\n刘东,早,好,夜\r\n孙建,夜,,早\r\n,,,\r\n姓名,电话,,\r\n赵斌,13800000012,,\r\n")
case("between.csv", "people", "between", "A1", "B2 4-18 早 畜 刘东\nD2 4-19 夜 畜 刘东\nB3 4-18 夜 畜 孙建\nD3 4-19 早 畜 孙建", args=["--post", "畜牧局"])
# People behind a cover, told in the order of the sheet.
def covered(wb, ws):
    s = wb.create_sheet("通讯录")
    for r in (["姓名", "单位", "电话"], ["李四", "水利局", "13900000001"], ["刘东", "邮政", ""]):
        s.append(r)
book("covered.xlsx", [["说明"], ["仅供内部使用"]], "封面", (), covered)
case("covered.xlsx", "contacts", "通讯录", "A1", members=[
    person("李四", "水利局", None, None, "13900000001"), person("刘东", "市邮政分公司", None, None, None)], args=["--add-people"], says=["封面"])
# Totals beside the dates are headed as shifts are; tables of one row under each other, one of another layout.
book("totals_beside.xlsx", [["姓名", "4.18", "4.19", "早", "夜", "合计"], ["刘东", "早", "夜", 1, 1, 2], ["孙建", "夜", "早", 1, 1, 2]], "畜牧局")
case("totals_beside.xlsx", "people", "畜牧局", "A1", "B2 4-18 早 畜 刘东\nC2 4-19 夜 畜 刘东\nB3 4-18 夜 畜 孙建\nC3 4-19 早 畜 孙建")
book("of_one_row.xlsx", [["大渠家属院"], ["姓名", "4.18", "4.19"], ["刘东", "早", "夜"], [], ["检疫站"], ["日期", "早", "夜"], ["4.20", "孙建", "赵斌"]])
case("of_one_row.xlsx", "people", "Sheet1", "A2", "B3 4-18 早 渠 刘东\nC3 4-19 夜 渠 刘东\nB7 4-20 早 检 孙建\nC7 4-20 夜 检 赵斌")
# Times beside a word that is no shift's are told, not passed over.
book("unknown_times.xlsx", [["日期", "早", "夜间20:00-8:00"], ["4.18", "刘东", "孙建"]], "畜牧局")
case("unknown_times.xlsx", "shifts", "畜牧局", "A1", "B2 4-18 早 畜 刘东", problems=[("C1", "夜间")])
