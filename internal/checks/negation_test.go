package checks

import (
	"slices"
	"testing"
)

// TestNegationLostBesideAnother has texts in which a sentence has lost its denial and a neighbour keeps its own.
func TestNegationLostBesideAnother(t *testing.T) {
	for _, row := range []meaning{
		{"es", "You may not vote by post in this election. Bring an identity card. Without a card you cannot vote.", "No puede votar por correo en estas elecciones. Traiga un documento de identidad. Sin documento no puede votar.", "Puede votar por correo en estas elecciones. Traiga un documento de identidad. Sin documento no puede votar."},
		{"es", "The count is public. Observers must not touch the ballot papers. They never speak to voters.", "El recuento es público. Los observadores no deben tocar las papeletas. Nunca hablan con los votantes.", "El recuento es público. Los observadores deben tocar las papeletas. Nunca hablan con los votantes."},
		{"es", "The count is public. Observers must not touch the ballot papers. They never speak to voters.", "El recuento es público. Los observadores no deben tocar las papeletas. Nunca hablan con los votantes.", "El recuento es público. Los observadores no deben tocar las papeletas. Siempre hablan con los votantes."},
		{"fr", "The count is public. Observers must not touch the ballot papers. They never speak to voters.", "Le dépouillement est public. Les observateurs ne doivent pas toucher les bulletins. Ils ne parlent jamais aux électeurs.", "Le dépouillement est public. Les observateurs doivent toucher les bulletins. Ils ne parlent jamais aux électeurs."},
		{"fr", "The count is public. Observers must not touch the ballot papers. They never speak to voters.", "Le dépouillement est public. Les observateurs ne doivent pas toucher les bulletins. Ils ne parlent jamais aux électeurs.", "Le dépouillement est public. Les observateurs ne doivent pas toucher les bulletins. Ils parlent aux électeurs."},
		{"pt", "The count is public. Observers must not touch the ballot papers. They never speak to voters.", "A contagem é pública. Os observadores não podem tocar nos boletins de voto. Nunca falam com os eleitores.", "A contagem é pública. Os observadores podem tocar nos boletins de voto. Nunca falam com os eleitores."},
		{"pt", "The count is public. Observers must not touch the ballot papers. They never speak to voters.", "A contagem é pública. Os observadores não podem tocar nos boletins de voto. Nunca falam com os eleitores.", "A contagem é pública. Os observadores não podem tocar nos boletins de voto. Falam com os eleitores."},
		{"ru", "The register is not public. You can ask for your own entry. Nobody else can see it.", "Реестр не является общедоступным. Вы можете запросить свою собственную запись. Никто другой её не увидит.", "Реестр является общедоступным. Вы можете запросить свою собственную запись. Никто другой её не увидит."},
		{"ru", "The register is not public. You can ask for your own entry. Nobody else can see it.", "Реестр не является общедоступным. Вы можете запросить свою собственную запись. Никто другой её не увидит.", "Реестр не является общедоступным. Вы можете запросить свою собственную запись. Все остальные её увидят."},
		{"ru", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "Избирательные участки не принимают копии. Принесите оригинал. Без него голосовать нельзя.", "Избирательные участки принимают копии. Принесите оригинал. Без него голосовать нельзя."},
		{"uk", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "Виборчі дільниці не приймають копій. Принесіть оригінал. Без нього проголосувати не можна.", "Виборчі дільниці приймають копії. Принесіть оригінал. Без нього проголосувати не можна."},
		{"uk", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "Виборчі дільниці не приймають копій. Принесіть оригінал. Без нього проголосувати не можна.", "Виборчі дільниці не приймають копій. Принесіть оригінал. З ним проголосувати можна."},
		{"de", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "Die Wahllokale nehmen keine Kopien an. Bringen Sie das Original mit. Ohne das Original können Sie nicht wählen.", "Die Wahllokale nehmen Kopien an. Bringen Sie das Original mit. Ohne das Original können Sie nicht wählen."},
		{"de", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "Ihre Stimme ist geheim. Niemand darf fragen, wie Sie gewählt haben. Sie müssen keinen Grund angeben.", "Ihre Stimme ist geheim. Jeder darf fragen, wie Sie gewählt haben. Sie müssen keinen Grund angeben."},
		{"de", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "Ihre Stimme ist geheim. Niemand darf fragen, wie Sie gewählt haben. Sie müssen keinen Grund angeben.", "Ihre Stimme ist geheim. Niemand darf fragen, wie Sie gewählt haben. Sie müssen einen Grund angeben."},
		{"ar", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "تصويتك سري. لا يجوز لأحد أن يسألك كيف صوتَّ. لست ملزمًا بذكر سبب.", "تصويتك سري. يجوز لأي شخص أن يسألك كيف صوتَّ. لست ملزمًا بذكر سبب."},
		{"ar", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "تصويتك سري. لا يجوز لأحد أن يسألك كيف صوتَّ. لست ملزمًا بذكر سبب.", "تصويتك سري. لا يجوز لأحد أن يسألك كيف صوتَّ. أنت ملزم بذكر سبب."},
		{"fa", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "حوزه‌های رأی‌گیری کپی نمی‌پذیرند. اصل مدرک را بیاورید. بدون آن نمی‌توانید رأی دهید.", "حوزه‌های رأی‌گیری کپی می‌پذیرند. اصل مدرک را بیاورید. بدون آن نمی‌توانید رأی دهید."},
		{"ja", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "投票所ではコピーを受け付けません。原本をお持ちください。原本がなければ投票できません。", "投票所ではコピーを受け付けます。原本をお持ちください。原本がなければ投票できません。"},
		{"ja", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "投票は秘密です。どのように投票したかを誰も尋ねてはなりません。理由を述べる必要はありません。", "投票は秘密です。どのように投票したかを誰でも尋ねることができます。理由を述べる必要はありません。"},
		{"ja", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "投票は秘密です。どのように投票したかを誰も尋ねてはなりません。理由を述べる必要はありません。", "投票は秘密です。どのように投票したかを誰も尋ねてはなりません。理由を述べる必要があります。"},
		{"zh-Hans", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "您的投票是保密的。任何人都不得询问您如何投票。您无需说明理由。", "您的投票是保密的。任何人都可以询问您如何投票。您无需说明理由。"},
		{"zh-Hans", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "您的投票是保密的。任何人都不得询问您如何投票。您无需说明理由。", "您的投票是保密的。任何人都不得询问您如何投票。您需要说明理由。"},
		{"zh-Hans", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "投票站不接受复印件。请携带原件。没有原件无法投票。", "投票站接受复印件。请携带原件。没有原件无法投票。"},
		{"ko", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "투표소에서는 사본을 받지 않습니다. 원본을 가져오십시오. 원본이 없으면 투표할 수 없습니다.", "투표소에서는 사본을 받습니다. 원본을 가져오십시오. 원본이 없으면 투표할 수 없습니다."},
		{"hi", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "मतदान केंद्र प्रतियाँ स्वीकार नहीं करते। मूल दस्तावेज़ लाएँ। उसके बिना आप वोट नहीं दे सकते।", "मतदान केंद्र प्रतियाँ स्वीकार करते हैं। मूल दस्तावेज़ लाएँ। उसके बिना आप वोट नहीं दे सकते।"},
		{"hi", "Results are not final until the court confirms them. Nobody may publish them earlier. The court decides within ten days.", "न्यायालय द्वारा पुष्टि होने तक परिणाम अंतिम नहीं हैं। कोई भी उन्हें पहले प्रकाशित नहीं कर सकता। न्यायालय दस दिनों के भीतर निर्णय करता है।", "न्यायालय द्वारा पुष्टि होने तक परिणाम अंतिम नहीं हैं। कोई भी उन्हें पहले प्रकाशित कर सकता है। न्यायालय दस दिनों के भीतर निर्णय करता है।"},
		{"bn", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "ভোটকেন্দ্রগুলো কপি গ্রহণ করে না। মূল কপি নিয়ে আসুন। এটি ছাড়া আপনি ভোট দিতে পারবেন না।", "ভোটকেন্দ্রগুলো কপি গ্রহণ করে। মূল কপি নিয়ে আসুন। এটি ছাড়া আপনি ভোট দিতে পারবেন না।"},
		{"bn", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "আপনার ভোট গোপন। আপনি কীভাবে ভোট দিয়েছেন তা কেউ জিজ্ঞাসা করতে পারে না। আপনাকে কারণ জানাতে হবে না।", "আপনার ভোট গোপন। আপনি কীভাবে ভোট দিয়েছেন তা যে কেউ জিজ্ঞাসা করতে পারে। আপনাকে কারণ জানাতে হবে না।"},
		{"bn", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "আপনার ভোট গোপন। আপনি কীভাবে ভোট দিয়েছেন তা কেউ জিজ্ঞাসা করতে পারে না। আপনাকে কারণ জানাতে হবে না।", "আপনার ভোট গোপন। আপনি কীভাবে ভোট দিয়েছেন তা কেউ জিজ্ঞাসা করতে পারে না। আপনাকে কারণ জানাতে হবে।"},
		{"tr", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "Sandıklarda kopya kabul edilmez. Aslını getirin. Aslı olmadan oy kullanamazsınız.", "Sandıklarda kopya kabul edilir. Aslını getirin. Aslı olmadan oy kullanamazsınız."},
		{"sw", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "Vituo vya kupigia kura havikubali nakala. Lete nakala halisi. Huwezi kupiga kura bila hiyo.", "Vituo vya kupigia kura vinakubali nakala. Lete nakala halisi. Huwezi kupiga kura bila hiyo."},
		{"sw", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "Kura yako ni siri. Hakuna anayeruhusiwa kukuuliza ulivyopiga kura. Huhitaji kutoa sababu.", "Kura yako ni siri. Kila mtu anaruhusiwa kukuuliza ulivyopiga kura. Huhitaji kutoa sababu."},
		{"sw", "Your vote is secret. Nobody may ask how you voted. You do not have to give a reason.", "Kura yako ni siri. Hakuna anayeruhusiwa kukuuliza ulivyopiga kura. Huhitaji kutoa sababu.", "Kura yako ni siri. Hakuna anayeruhusiwa kukuuliza ulivyopiga kura. Unahitaji kutoa sababu."},
		{"he", "Polling stations do not accept copies. Bring the original. You cannot vote without it.", "הקלפיות אינן מקבלות עותקים. הביאו את המקור. לא ניתן להצביע בלעדיו.", "הקלפיות מקבלות עותקים. הביאו את המקור. לא ניתן להצביע בלעדיו."},
		{"es", "There is no minimum turnout. No party receives public money without an audit. The audit is never waived.", "No hay participación mínima. Ningún partido recibe dinero público sin auditoría. La auditoría nunca se suprime.", "Hay participación mínima. Ningún partido recibe dinero público sin auditoría. La auditoría nunca se suprime."},
		{"es", "There is no minimum turnout. No party receives public money without an audit. The audit is never waived.", "No hay participación mínima. Ningún partido recibe dinero público sin auditoría. La auditoría nunca se suprime.", "No hay participación mínima. Todo partido recibe dinero público con auditoría. La auditoría nunca se suprime."},
		{"ru", "Voting is not compulsory. No reason is needed for absence. Nobody is fined.", "Голосование не является обязательным. Причина отсутствия не требуется. Никого не штрафуют.", "Голосование является обязательным. Причина отсутствия не требуется. Никого не штрафуют."},
		{"zh-Hans", "Voting is not compulsory. No reason is needed for absence. Nobody is fined.", "投票不是强制性的。缺席无需理由。没有人会被罚款。", "投票是强制性的。缺席无需理由。没有人会被罚款。"},
		{"de", "Voting is not compulsory. Neither absence nor a blank ballot is punished. There is no fine.", "Die Stimmabgabe ist nicht verpflichtend. Weder Abwesenheit noch ein leerer Stimmzettel wird bestraft. Es gibt kein Bußgeld.", "Die Stimmabgabe ist verpflichtend. Weder Abwesenheit noch ein leerer Stimmzettel wird bestraft. Es gibt kein Bußgeld."},
		{"de", "Voting is not compulsory. Neither absence nor a blank ballot is punished. There is no fine.", "Die Stimmabgabe ist nicht verpflichtend. Weder Abwesenheit noch ein leerer Stimmzettel wird bestraft. Es gibt kein Bußgeld.", "Die Stimmabgabe ist nicht verpflichtend. Abwesenheit und ein leerer Stimmzettel werden bestraft. Es gibt kein Bußgeld."},
		{"de", "It is not far. There is no doubt.", "Es ist in der Nähe. Es gibt keinen Zweifel.", ""},
		{"zh-Hans", "No matter what happens, stay calm. Do not run.", "无论发生什么，请保持冷静。请勿奔跑。", ""},
		{"de", "Bring the card. It does not expire.", "Bringen Sie die Karte mit, sie gilt immer. Sie läuft nicht ab.", ""},
	} {
		lost := func(text string) bool {
			codes := codesOf(pairOf(row.locale, row.source, text))
			return slices.Contains(codes, NegationLost) || slices.Contains(codes, ObligationChanged)
		}
		if lost(row.right) {
			t.Errorf("false alarm in %s: %s", row.locale, row.right)
		}
		if row.wrong != "" && !lost(row.wrong) {
			t.Errorf("want %s in %s: %s", NegationLost, row.locale, row.wrong)
		}
	}
}
