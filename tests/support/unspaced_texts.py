"""Sections in languages without spaces between words, and in languages whose marks are often left out."""

from __future__ import annotations

from sayasat.exports.search_entries import SearchEntry, SearchText

SENTENCES = {
    "zh": (
        "网络运营者收集、使用{word}，应当遵循合法、正当、必要的原则，公开收集规则。",
        "未经本人同意，不得向第三方提供其{word}；法律另有规定的除外。",
        "本平台处理敏感的{word}时，将另行取得您的书面同意。",
    ),
    "ja": (
        "事業者は、{word}の取扱いを委託する場合、必要かつ適切な監督を行わなければならない。",
        "当社はデータの正確性を保つため、{word}を定期的に見直します。",
        "利用目的の達成に必要な範囲を超えて{word}を取り扱ってはならない。",
    ),
    "th": (
        "ผู้ควบคุมต้องแจ้งให้เจ้าของทราบก่อนเก็บรวบรวม{word}ตามกฎหมาย",
        "ห้ามมิให้เปิดเผย{word}โดยไม่ได้รับความยินยอมเป็นหนังสือ",
        "ท่านมีสิทธิขอให้ลบหรือทำลาย{word}ได้ทุกเมื่อ",
    ),
    "km": ("អង្គភាពត្រូវការពារ{word}របស់អ្នកប្រើប្រាស់តាមច្បាប់", "មិនត្រូវបង្ហាញ{word}ដោយគ្មានការយល់ព្រមឡើយ"),
    "lo": ("ຫ້າມເປີດເຜີຍ{word}ໂດຍບໍ່ໄດ້ຮັບຄວາມຍິນຍອມ", "ທ່ານມີສິດຂໍລຶບ{word}ໄດ້ທຸກເວລາ"),
    "my": ("ဥပဒေအရ{word}ကို ကာကွယ်ရမည်။", "သဘောတူညီချက်မရှိဘဲ{word}ကို ထုတ်ဖော်ခြင်းမပြုရ။"),
    "ar": ("لا يجوز الإفصاح عن {word} دون موافقة صاحبها.", "يحق لكم طلب حذف {word} في أي وقت."),
    "he": ("אין למסור {word} ללא הסכמה מראש ובכתב.", "ניתן לבקש למחוק {word} בכל עת."),
}

WORDS = {
    "zh": "个人信息",
    "ja": "個人データ",
    "th": "ข้อมูลส่วนบุคคล",
    "km": "ទិន្នន័យ",
    "lo": "ຂໍ້ມູນສ່ວນບຸກຄົນ",
    "my": "ကိုယ်ရေးအချက်အလက်",
    "ar": "بَيَانَات",
    "he": "מֵידָע",
}

WITHOUT_MARKS = {"ar": "بيانات", "he": "מידע"}

OTHER = {
    "zh": "争议由双方协商解决，协商不成的提交仲裁。",
    "ja": "紛争は東京地方裁判所を専属管轄とする。",
    "th": "ข้อพิพาทให้อยู่ในอำนาจศาลไทย",
    "km": "វិវាទត្រូវដោះស្រាយដោយតុលាការ",
    "lo": "ຂໍ້ຂັດແຍ່ງໃຫ້ສານຕັດສິນ",
    "my": "အငြင်းပွားမှုကို တရားရုံးက ဆုံးဖြတ်သည်။",
    "ar": "تختص المحاكم بالنظر في النزاعات.",
    "he": "סמכות השיפוט נתונה לבית המשפט.",
}


def sections(language: str, holding: int = 90, others: int = 60) -> list[SearchText]:
    """Texts of ten sections each; ``holding`` sections have the word of `WORDS`, of different lengths."""
    sentences, word, other = SENTENCES[language], WORDS[language], OTHER[language]
    entries = []
    for number in range(holding + others):
        lines = [other] * (number % 7)
        if number < holding:
            lines.insert(number % 3, sentences[number % len(sentences)].format(word=word))
        entries.append(SearchEntry(f"s{number}", str(number), "\n".join(lines)))
    return [
        SearchText(f"policies/p{first}/", other[:6], status="in-force", sections=entries[first : first + 10])
        for first in range(0, len(entries), 10)
    ]
