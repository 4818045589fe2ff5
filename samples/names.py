"""Invented names: investors, project companies, projects, visited companies; where investors come from."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from samples.units import CITY, DISTRICT

CHAINS: tuple[tuple[str, str, str], ...] = (
    ("new_materials", "新材料", "新型材料|先进材料"),
    ("equipment", "装备制造和新能源汽车", "装备制造|新能源汽车|高端装备制造"),
    ("food", "绿色食品", "食品|农产品加工"),
    ("services", "现代服务业及商贸物流", "现代服务业|商贸物流"),
    ("health", "生命健康", "大健康|生物医药"),
    ("building", "绿色建筑建材", "绿色建材|建筑建材"),
    ("electronics", "电子信息及光电显示", "电子信息|光电显示"),
)
CHAIN_NAMES = {code: name for code, name, _ in CHAINS}

_PRODUCTS: dict[str, tuple[str, ...]] = {
    "new_materials": (
        "高分子复合材料", "铝基轻量化型材", "改性工程塑料", "碳纤维预浸料", "锂电池隔膜", "铜箔基板", "特种陶瓷粉体",
        "石英纤维制品", "聚氨酯弹性体", "高纯氧化铝", "再生铝合金锭", "水性涂料", "耐火浇注料", "钠电正极材料",
        "生物基降解塑料", "防火保温棉", "稀土永磁器件", "电池铝箔", "导热硅胶垫", "玄武岩纤维", "密封胶粘剂", "煤基活性炭",
    ),
    "equipment": (
        "专用设备生产线", "新能源商用车车架", "矿山支护机械", "精密齿轮箱", "汽车线束", "压铸件", "智能立体仓储装备",
        "充电桩整机", "液压油缸", "农用收获机械", "电机定转子", "制动盘", "轮毂轴承", "机器人减速器", "风电法兰",
        "环保除尘装置", "叉车属具", "高空作业平台", "动力电池托盘", "洗扫车改装", "数控机床铸件", "纺织机械配件", "输送托辊",
        "汽车内饰件",
    ),
    "food": (
        "预制菜中央厨房", "面制休闲食品", "植物蛋白饮料", "速冻果蔬", "肉鸡屠宰分割", "宠物食品", "功能糖", "调味酱",
        "食用菌深加工", "乳制品灌装", "石榴果酒", "小磨香油", "挂面及鲜湿面", "坚果炒货", "烘焙冷冻面团", "豆制品",
        "粉丝粉皮", "牛肉制品", "代餐营养粉", "冷鲜水产",
    ),
    "services": (
        "财富中心", "智慧冷链物流园", "跨境电商产业园", "城市商业综合体", "供应链金融服务中心", "数字文创街区", "康养度假酒店",
        "建材家居博览城", "直播电商基地", "快递分拨中心", "工业设计中心", "大宗商品交易中心", "云仓配送中心", "乡村文旅综合体",
        "检验检测服务平台", "人力资源产业园", "网络货运平台总部", "农产品交易市场", "软件外包服务中心", "汽车文化服务广场",
    ),
    "health": (
        "中药饮片", "医用敷料", "体外诊断试剂", "康复辅具", "血液透析耗材", "植物提取物", "保健食品", "骨科植入器械",
        "动物疫苗", "医用防护用品", "口腔修复材料", "智能助听器",
    ),
    "building": (
        "装配式混凝土构件", "节能门窗系统", "钢结构模块房", "石膏基自流平砂浆", "岩板", "固废透水砖", "铝模板", "防水卷材",
        "蒸压加气板材", "绿色干混砂浆", "集成墙面板", "管廊预制件",
    ),
    "electronics": (
        "光电显示模组", "柔性线路板", "车载显示屏", "锂电保护板", "智能水表", "传感器封装", "光学镜片", "LED背光源",
        "连接器", "电子变压器", "触控盖板", "功率器件封测",
    ),
}  # fmt: skip
_FORMS = ("项目", "生产基地项目", "产业园项目", "智能工厂项目", "加工制造项目", "研发生产项目")
_SERVICE_FORMS = ("项目", "建设项目", "运营项目", "提升项目")
_TRADES: dict[str, tuple[str, ...]] = {
    "new_materials": ("新材料科技", "复合材料", "高分子材料", "金属材料"),
    "equipment": ("机械制造", "智能装备", "汽车零部件", "重工机械"),
    "food": ("食品", "农业发展", "食品科技", "生物食品"),
    "services": ("供应链管理", "商业运营", "物流", "文旅发展"),
    "health": ("医药科技", "医疗器械", "生物科技", "健康产业"),
    "building": ("绿色建材", "建筑科技", "新型建材", "装配建筑"),
    "electronics": ("电子科技", "光电技术", "微电子", "显示技术"),
}
_ONE = "铭骏翰珩溯朔砺皓霖岚澄湛沣璟瑾珑岱峤曜昱煦暄榆梓樾桐舜禹稷牧耘穗禾茗芮萃蔚菁葳黛镕铎鉴钧锐钺"
_TWO = "朗泽渊川屹垚丰启域捷卓邦拓臻益沃洲岳畅驰锦凯晟隆禄麟骐璞瑜玮珺榕楷林森澜"
BRANDS = tuple(a + b for a in _ONE for b in _TWO)
_MORE = (
    "恒华鑫盛达泰宏瑞祥兴荣昌顺裕康宁安福德信诚正天海江金玉龙凤飞腾翔鹏宇宙星辰晨光明亮远志创新立维嘉佳美优雅博文思睿智慧聚汇合众联友民富贵利贝乐"
    "欢庆春秋冬梅兰竹菊松柏枫桦云霞露雪霜雨虹帆航舟桥路通途凌峻峰岩石磊鼎尊爵冠君王圣贤哲弘毅坚强劲锋刚铁钢银铜锡铂钛锂硅碳晶玻纤彩"
)
ORIGINS: dict[str, tuple[str, ...]] = {
    "out_of_province": (
        "浙江省杭州市", "浙江省宁波市", "浙江省温州市", "浙江省绍兴市", "浙江省嘉兴市", "江苏省苏州市", "江苏省昆山市", "江苏省无锡市",
        "江苏省南京市", "江苏省徐州市", "江苏省常州市", "上海市", "上海市松江区", "广东省深圳市", "广东省东莞市", "广东省佛山市", "北京市",
        "山东省济南市", "山东省临沂市", "河南省郑州市", "福建省泉州市", "湖北省武汉市", "四川省成都市", "天津市", "河北省保定市", "330110",
    ),
    "in_province": ("安徽省合肥市", "安徽省芜湖市", "安徽省蚌埠市", "安徽省阜阳市", "安徽省滁州市", "安徽省宿州市", "安徽省马鞍山市"),
    "in_city": ("本市相山区", "本市烈山区", "本市濉溪县"),
    "local": ("本市梅山区",),
    "overseas": ("香港", "德国", "新加坡", "日本", "韩国"),
}  # fmt: skip


def brands_of(block: int) -> list[str]:
    """As many brands as BRANDS has, another choice of some 46,000 for each block: companies of one part of the country have
    names that are seldom met with in another."""
    letters = sorted({*_ONE, *_TWO, *_MORE})
    every = [a + b for a in letters for b in letters if a != b]
    return Random(f"zhaoyin brands {block}").sample(every, len(BRANDS))


class Names:
    """Names without repeats: each of the brands (字号) serves one investor and its project company."""

    def __init__(self, rng: Random, brands: Sequence[str] = BRANDS) -> None:
        self._rng = rng
        self._brands = list(brands)
        rng.shuffle(self._brands)
        self._used: dict[str, int] = {}

    def of_project(self, chain: str, origin: str, product: str = "") -> tuple[str, str, str]:
        """(project, project company, investor)."""
        brand, rng = self._brands.pop(), self._rng
        count = self._used[chain] = self._used.get(chain, -1) + 1
        products = _PRODUCTS[chain]
        product = product or products[count * 7 % len(products)]
        forms = _SERVICE_FORMS if chain == "services" else _FORMS
        form = forms[count // len(products) % len(forms)]
        name = f"{brand}{self._capacity(chain)}{product}{form}"
        trades = _TRADES[chain]
        company = f"{CITY.removesuffix('市')}{brand}{rng.choice(trades)}有限公司"
        return name, company, self._investor(brand, rng.choice(trades), origin)

    def _capacity(self, chain: str) -> str:
        if chain in ("services",) or self._rng.random() < 0.45:
            return ""
        number = self._rng.choice((1.2, 2, 3, 4.5, 5, 6, 8, 10, 12, 15, 20, 30, 50))
        unit = {"equipment": "万台（套）", "electronics": "万片", "health": "万件"}.get(chain, "万吨")
        return f"年产{number:g}{unit}"

    def _investor(self, brand: str, trade: str, origin: str) -> str:
        place = "杭州" if origin.isdigit() else origin
        for word in (
            "浙江省",
            "江苏省",
            "广东省",
            "山东省",
            "河南省",
            "福建省",
            "湖北省",
            "四川省",
            "河北省",
            "安徽省",
            "本市",
        ):
            place = place.removeprefix(word)
        place = place[:2]
        tail = self._rng.choice(("有限公司", "有限公司", "股份有限公司", "集团有限公司"))
        return f"{place}{brand}{trade}{tail}"

    def of_company(self) -> str:
        """A company of the district that is no project of the ledger."""
        trade = self._rng.choice(self._rng.choice(list(_TRADES.values())))
        return f"{CITY.removesuffix('市')}{self._brands.pop()}{trade}有限公司"


def title(month_label: str, subject: str) -> str:
    """The merged title of a sheet."""
    return f"{DISTRICT}{month_label}{subject}"
