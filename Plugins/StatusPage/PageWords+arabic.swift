// SPDX-License-Identifier: Apache-2.0

import Announcement

extension PageWords {
    static let arabic = PageWords(
        sentence: [
            .none: "كل الخدمات تعمل.",
            .maintenance: "صيانة مخطط لها جارية الآن.",
            .minor: "بعض الوظائف متأثرة.",
            .major: "وظائف مهمة متعطلة لدى كثيرين.",
            .critical: "يوجد انقطاع خطير.",
        ],
        smallProblem: "كل الخدمات تعمل، مع مشكلة صغيرة معروفة.",
        watching: "تم تطبيق الإصلاح ونحن نراقب الوضع.",
        component: [
            .operational: "يعمل",
            .underMaintenance: "قيد الصيانة",
            .degraded: "متأثر",
            .partialOutage: "متعطل جزئيًا",
            .majorOutage: "متعطل",
        ],
        cancelled: "أُلغيت",
        notice: "إشعار",
        skip: "انتقل إلى الحالة الراهنة",
        languages: "اللغات",
        current: "الحوادث الحالية",
        activeMaintenance: "صيانة جارية",
        plannedMaintenance: "صيانة مخطط لها",
        components: "المكونات",
        otherComponents: "أخرى",
        journeys: "يُستخدم من أجل",
        past: "حوادث سابقة",
        nothingPast: "لم يُبلَّغ عن شيء حتى الآن.",
        noIncidents: "لم يُبلَّغ عن شيء في هذا الشهر.",
        history: "السجل",
        allHistory: "كل الأشهر",
        backToPage: "الحالة الراهنة",
        timeline: "التحديثات",
        allUpdates: "كل تحديثات هذا الحادث",
        nextUpdate: "التحديث التالي قبل",
        nextUpdateOpen: "يأتي التحديث التالي حالما يتوفر جديد.",
        review: "نُشرت مراجعة.",
        help: "احصل على المساعدة",
        subscribe: "اشترك في التحديثات",
        feeds: "تابع هذه الصفحة",
        calendar: "تقويم الصيانة",
        utcNote: "الأوقات بالتوقيت العالمي UTC.",
        moreIncidents: "المزيد من الحوادث في السجل.",
        renewed: "تم تحديث الصفحة.",
        overdue: "انقضى هذا الوقت: التحديث متأخر.",
        planPassed: "انقضى هذا الوقت.",
        months: [
            "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
            "ديسمبر",
        ]
    )
}
